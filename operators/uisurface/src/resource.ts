import {
  choice,
  list,
  type ObjectOf,
  object,
  optional,
  type Rule,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  objectName,
  route,
  routeConditions,
  scaling,
  secretKey,
  urlPath,
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

const certificate = object(
  'A certificate for its hosts, from cert-manager, in the Secret `<name>-uisurface-tls`, which the Gateway may read. None if the Gateway has one for them.',
  {
    issuer: object('Who issues it.', {
      name: objectName('The issuer.'),
      kind: withDefault(choice('What it is.', ['ClusterIssuer', 'Issuer']), 'ClusterIssuer'),
    }),
  },
);

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

export const uiSurface = defineWorkload({
  kind: 'UISurface',
  plural: 'uisurfaces',
  shortNames: ['ui'],
  description:
    'A web application for people: reachable under its hosts, wired to the primitives that it shows, signed in to.',
  spec: {
    port: listeningPort('Where it listens.', 3000),
    scaling,
    route: route('How people reach it.'),
    certificate: optional(certificate),
    oidc: optional(oidc),
  },
  reserved: [
    { names: ['PUBLIC_URL'] },
    {
      names: ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_REDIRECT_URIS', 'OIDC_SCOPES'],
      where: {
        cel: 'has(self.oidc)',
        holds: ({ oidc }) => oidc !== undefined,
        example: { oidc: { clientId: 'shop', callbackPath: '/callback' }, route: { hosts: ['shop.example.com'] } },
      },
    },
  ],
  rules: [callbackIsReached],
  status: {
    url: optional(string('Where it is reached.', { maxLength: 520 })),
  },
  conditions: [
    routeConditions,
    {
      Stalled: {
        SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
      },
      Degraded: {
        CertificateMissing: 'It runs, and its hosts have no certificate of their own; the message says why.',
      },
      CertificateReady: {
        Issued: 'cert-manager has issued the certificate for the hosts.',
        Pending: 'cert-manager has not issued it yet.',
        Failed: 'cert-manager cannot issue it; the message has its answer.',
        ApiMissing: 'cert-manager is not installed.',
        NotAsked: 'The spec has no certificate.',
      },
      SignInReady: {
        Wired: 'It is told its client, and the client’s secret is there if it has one.',
        SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
        NotAsked: 'The spec has no oidc.',
      },
    },
  ],
  columns: [{ name: 'URL', type: 'string', path: '.status.url' }],
  example: {
    name: 'workspace',
    spec: {
      image: `registry.example.com/ameide/workspace@${EXAMPLE_DIGEST}`,
      route: { hosts: ['app.example.com'] },
      oidc: { clientId: 'platform-app' },
      uses: [{ kind: 'Domain', name: 'orders' }],
    },
  },
});

export type UISurface = ObjectOf<typeof uiSurface>;
