import {
  defineCustomResource,
  integer,
  list,
  object,
  optional,
  type Rule,
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
  routeConditions,
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
  callbackPath: withDefault(urlPath('Where people come back to; under one of the paths.'), '/auth/callback'),
});

interface Reachable {
  readonly route: { readonly paths: readonly string[] };
  readonly oidc?: { readonly callbackPath: string };
}

const callbackIsReached: Rule<Reachable> = {
  cel: "!has(self.oidc) || self.route.paths.exists(path, path == '/' || self.oidc.callbackPath == path || self.oidc.callbackPath.startsWith(path + '/'))",
  message: 'oidc.callbackPath must be under one of route.paths, or people do not come back from signing in',
  holds: ({ route: { paths }, oidc }) =>
    oidc === undefined || paths.some((path) => `${oidc.callbackPath}/`.startsWith(path === '/' ? path : `${path}/`)),
  broken: (self) => ({
    ...self,
    route: { ...self.route, paths: ['/shop'] },
    oidc: { clientId: 'shop', callbackPath: '/shopping' },
  }),
};

export const uiSurface = defineCustomResource({
  ...ameideKind,
  kind: 'UISurface',
  plural: 'uisurfaces',
  shortNames: ['ui'],
  scope: 'Namespaced',
  description:
    'A web application for people: reachable under its hosts, wired to the primitives that it shows, signed in to.',
  spec: object(
    'What should run.',
    {
      ...workload,
      port: withDefault(integer('Where it listens.', { minimum: 1024, maximum: 65_535 }), 3000),
      scaling,
      route: route('How people reach it.'),
      oidc: optional(oidc),
    },
    [callbackIsReached],
  ),
  status: {
    ...workloadStatus,
    url: optional(string('Where it is reached.', { maxLength: 520 })),
  },
  conditions: {
    ...workloadConditions,
    Stalled: {
      ...workloadConditions.Stalled,
      ...routeConditions.Stalled,
      SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
    },
    RouteAccepted: routeConditions.RouteAccepted,
    SignInReady: {
      Wired: 'It is told its client, and the client’s secret is there if it has one.',
      SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
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
