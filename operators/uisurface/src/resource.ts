import * as s from '@ameide/operator-kit/schema';
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

const secretOfGivenClient: s.Rule<{ readonly clientId?: string; readonly clientSecret?: object }> = {
  cel: 'has(self.clientId) || !has(self.clientSecret)',
  message: 'clientSecret is of the client that clientId names: leave both out, and the operator makes one',
  holds: ({ clientId, clientSecret }) => clientId !== undefined || clientSecret === undefined,
  broken: ({ clientId: _, ...self }) => ({ ...self, clientSecret: { name: 'shop', key: 'secret' } }),
};

const oidc = s.object(
  'Sign-in with OpenID Connect.',
  {
    clientId: s.optional(
      s.string(
        'The client id at the identity provider; left out, the operator makes a client `<namespace>.<name>` there, with its secret in the Secret `<name>-uisurface-oidc`.',
        { minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$' },
      ),
    ),
    clientSecret: s.optional(
      secretKey(
        'The Secret key that has the client secret; left out for a public client, and for one that the operator makes.',
      ),
    ),
    scopes: s.withDefault(
      s.list(
        'The scopes that it requests.',
        s.string('A scope.', { minLength: 1, maxLength: 64, pattern: '^[a-z][-a-z0-9_:.]*$' }),
        {
          minItems: 1,
          maxItems: 16,
          unique: 'set',
        },
      ),
      ['openid', 'profile'],
    ),
    callbackPath: s.withDefault(
      urlPath('The path that people come back to after signing in; it must be under one of route.paths.'),
      '/auth/callback',
    ),
  },
  [secretOfGivenClient],
);

const certificate = s.object(
  'A certificate of cert-manager for its hosts, in the Secret `<name>-uisurface-tls`, which the Gateway may read. Leave it out if the Gateway has a certificate for the hosts.',
  {
    issuer: s.object('The issuer of cert-manager.', {
      name: objectName('The name of the issuer.'),
      kind: s.withDefault(s.choice('The kind of the issuer.', ['ClusterIssuer', 'Issuer']), 'ClusterIssuer'),
    }),
  },
);

interface Reachable {
  readonly route: { readonly paths: readonly string[] };
  readonly oidc?: { readonly callbackPath: string };
}

const callbackIsReached: s.Rule<Reachable> = {
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
    port: listeningPort('The port that it listens on.', 3000),
    scaling,
    route: route('The route by which people reach it.'),
    certificate: s.optional(certificate),
    oidc: s.optional(oidc),
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
    url: s.optional(s.string('The URL that people reach it at.', { maxLength: 520 })),
    oidcClient: s.optional(
      s.string('The client that the operator has made: `<realm>/<client id>`.', { maxLength: 256 }),
    ),
  },
  conditions: [
    routeConditions,
    {
      Stalled: {
        SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
        OidcClientRefused:
          'Its client cannot be made at the identity provider, and the roll-out waits for it; `OidcClientReady` says why.',
      },
      Degraded: {
        IdentityUnreachable: 'The identity provider does not answer; people sign in by the client that there is.',
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
        Wired: 'Its variables name the client, and the Secret of the client exists if it has one.',
        SecretMissing: 'The client’s secret is not there, and the roll-out waits for it.',
        ClientMissing: 'Its client is not there yet, and the roll-out waits for it.',
        NotAsked: 'The spec has no oidc.',
      },
      OidcClientReady: {
        Made: 'The client exists at the identity provider, with the redirects and scopes of the spec.',
        Waiting: 'Who signs the people of this namespace in is not known yet.',
        Unreachable: 'The identity provider does not answer.',
        Refused: 'The identity provider refuses it; the message has its answer.',
        Conflict: 'A client of that name belongs to somebody else.',
        NotConfigured: 'The operator has no identity provider configured.',
        NotAsked: 'The spec has no oidc, or names a client.',
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

export type UISurface = s.ObjectOf<typeof uiSurface>;
export type UISurfaceStatus = s.StatusFieldsOf<typeof uiSurface>;
