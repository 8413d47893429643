import {
  defineCustomResource,
  integer,
  list,
  object,
  optional,
  type SpecOf,
  type StatusFieldsOf,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  ameideKind,
  EXAMPLE_DIGEST,
  nameRule,
  route,
  scaleSubresource,
  scaling,
  secretKey,
  urlPath,
  workload,
  workloadColumns,
  workloadConditions,
  workloadStatus,
} from '@ameide/primitives/fields';

const oidc = object('How people sign in.', {
  clientId: string('The client at the identity provider.', {
    minLength: 1,
    maxLength: 128,
    pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$',
  }),
  clientSecret: optional(secretKey('Its secret; none for a public client.')),
  scopes: withDefault(
    list('What it asks for.', string('A scope.', { minLength: 1, maxLength: 64, pattern: '^[a-z][-a-z0-9_:.]*$' }), {
      minItems: 1,
      maxItems: 16,
      unique: 'set',
    }),
    ['openid', 'profile'],
  ),
  callbackPath: withDefault(urlPath('Where people come back to.'), '/auth/callback'),
});

export const uiSurface = defineCustomResource({
  ...ameideKind,
  kind: 'UISurface',
  plural: 'uisurfaces',
  shortNames: ['ui'],
  scope: 'Namespaced',
  description:
    'A web application for people: reachable under its hosts, wired to the primitives that it shows, signed in to.',
  spec: object('What should run.', {
    ...workload,
    port: withDefault(integer('Where it listens.', { minimum: 1024, maximum: 65_535 }), 3000),
    scaling,
    route: route('How people reach it.'),
    oidc: optional(oidc),
  }),
  status: {
    ...workloadStatus,
    url: optional(string('Where it is reached.', { maxLength: 512 })),
  },
  conditions: {
    ...workloadConditions,
    RouteAccepted: {
      Accepted: 'The Gateway serves the route.',
      Pending: 'The Gateway has not said anything about this generation of the route yet.',
      Refused: 'The Gateway does not serve the route; the message has its answer.',
      ApiMissing: 'The Gateway API is not installed.',
    },
    SignInReady: {
      Wired: 'The client’s secret is there.',
      SecretMissing: 'The client’s secret is not there.',
      NotAsked: 'The spec has no oidc.',
    },
  },
  columns: [...workloadColumns, { name: 'URL', type: 'string', path: '.status.url' }],
  scale: scaleSubresource,
  rules: [nameRule],
  example: {
    metadata: { name: 'workspace', namespace: 'ameide-dev' },
    spec: {
      image: `registry.example.com/ameide/workspace@${EXAMPLE_DIGEST}`,
      route: { hosts: ['app.example.com'] },
      oidc: { clientId: 'platform-app' },
      uses: [{ kind: 'Domain', name: 'orders' }],
    },
  },
});

export type UISurfaceSpec = SpecOf<typeof uiSurface>;
export type UISurfaceStatus = StatusFieldsOf<typeof uiSurface>;
