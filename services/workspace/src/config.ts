import { jsonText, processEnvironment, runtimeEnvironment, seconds, trustedIssuers } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { SessionLimits } from './domain/session.ts';

/** Where people may sign in. */
export interface ProviderConfig {
  /** Names it in addresses, and in the cookie that remembers it. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly issuer: string;
  /** Where the service itself reaches the issuer, if not where browsers do. */
  readonly internalUrl?: string | undefined;
  readonly clientId: string;
  /** None for a public client. */
  readonly clientSecret?: string | undefined;
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
}

/** How people sign in, and for how long. */
export interface WorkspaceConfig {
  /** Where browsers reach the workspace: scheme and host, without a path. */
  readonly publicUrl: string;
  /** Of several, each person chooses one. */
  readonly providers: readonly ProviderConfig[];
  readonly scopes: string;
  /** How long the identity provider may take to answer, in ms. */
  readonly providerTimeoutMs: number;
  /** What cookies and stored tokens are sealed with: the first one seals, all open. */
  readonly secrets: readonly [string, ...string[]];
  readonly limits: SessionLimits;
  /** Whether cookies are sent also from pages of other sites, as behind the address of a workspace in the cloud. */
  readonly crossSite?: boolean;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const MIN_SECRET_LENGTH = 32;

/** What holds where nothing else is said. */
export const DEFAULT_WORKSPACE_CONFIG = {
  scopes: 'openid profile email',
  providerTimeoutMs: 10 * SECOND_MS,
  limits: { idleMs: 8 * HOUR_MS, maxMs: 24 * HOUR_MS },
} as const satisfies Partial<WorkspaceConfig>;

/** Of a provider of which nothing else is said. */
export const DEFAULT_PROVIDER = { id: 'default', name: 'Sign in', clientId: 'platform-app' } as const;

const { limits, providerTimeoutMs, scopes } = DEFAULT_WORKSPACE_CONFIG;
const httpUrl = z.url({ protocol: /^https?$/ });

const publicUrl = httpUrl.transform((text, context) => {
  const { hostname, origin, protocol } = new URL(text);
  // Anybody on the way could take the cookie.
  if (protocol === 'https:' || hostname === 'localhost') return origin;
  context.addIssue({ code: 'custom', message: 'must be https, except on localhost' });
  return z.NEVER;
});

const secrets = z
  .string()
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .refine(
    (list) => list.every(({ length }) => length >= MIN_SECRET_LENGTH),
    `needs ${MIN_SECRET_LENGTH} characters each`,
  )
  .transform((list) => list as [string, ...string[]]);

const clientAuthentication = z.enum(['client_secret_post', 'client_secret_basic']).default('client_secret_post');

const providers = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and -'),
      name: z.string().min(1).max(64),
      issuer: z.url(),
      internalUrl: httpUrl.optional(),
      clientId: z.string().min(1).default(DEFAULT_PROVIDER.clientId),
      clientSecret: z.string().min(1).optional(),
      clientAuthentication,
    }),
  )
  .min(1)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'names an id twice')
  .refine((list) => new Set(list.map(({ issuer }) => issuer)).size === list.length, 'names an issuer twice');

const upstreams = jsonText.pipe(z.record(z.string(), httpUrl));

/** What the service reads from its environment when it is a process of its own. */
export const environmentSchema = z
  .object({
    ...runtimeEnvironment,
    OIDC_ISSUER: processEnvironment.OIDC_ISSUER,
    OIDC_AUDIENCE: processEnvironment.OIDC_AUDIENCE,
    /** People sign in at the first one, unless `OIDC_PROVIDERS` says where. */
    OIDC_ISSUERS: processEnvironment.OIDC_ISSUERS,
    /**
     * JSON: `[{"id":"acme","name":"Acme","issuer":"https://id.example.com/realms/acme","clientId":"platform-app","clientSecret":"…",
     * "clientAuthentication":"client_secret_post","internalUrl":"http://…"}]`; the last four are optional. Each has to be one of the
     * issuers. Stands in place of the variables of one client.
     */
    OIDC_PROVIDERS: jsonText.pipe(providers).optional(),
    /** Where the service itself reaches the issuer, if not where browsers do: `http://keycloak:8080/realms/ameide`. */
    OIDC_INTERNAL_URL: httpUrl.optional(),
    OIDC_CLIENT_ID: z.string().min(1).default(DEFAULT_PROVIDER.clientId),
    /** None for a public client. */
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    OIDC_CLIENT_AUTHENTICATION: clientAuthentication,
    OIDC_SCOPES: z
      .string()
      .regex(/\bopenid\b/, 'must have openid')
      .default(scopes),
    /** How long the identity provider may take to answer. */
    OIDC_TIMEOUT_SECONDS: seconds(providerTimeoutMs / SECOND_MS),
    /** Where browsers reach the workspace. */
    PUBLIC_URL: publicUrl,
    /** What cookies and stored tokens are sealed with, the same for all replicas; several by commas, the newest first. */
    SESSION_SECRET: secrets,
    /** Without anything done. */
    SESSION_IDLE_SECONDS: seconds(limits.idleMs / SECOND_MS),
    /** From the sign-in on. */
    SESSION_MAX_SECONDS: seconds(limits.maxMs / SECOND_MS),
    /** Whether cookies are sent also from pages of other sites (`SameSite=None`); so it is in a codespace, and in Gitpod. */
    AUTH_CROSS_SITE: z.stringbool().optional(),
    CODESPACE_NAME: z.string().optional(),
    GITPOD_WORKSPACE_URL: z.string().optional(),
    /** Where sessions are kept; in the memory of this process unless given, which suits one replica. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    /** Where RPCs go. */
    GATEWAY_URL: httpUrl,
    /** JSON: addresses of services by the package of their contracts, such as `{"ameide.threads.v1":"http://threads:8080"}`. */
    UPSTREAMS: upstreams.default({}),
  })
  .refine((environment) => trustedIssuers(environment).length > 0, {
    path: ['OIDC_ISSUER'],
    message: 'must be set, or OIDC_ISSUERS',
    when: () => true,
  })
  .refine(
    (environment) => {
      const trusted = new Set(trustedIssuers(environment).map(({ issuer }) => issuer));
      return (environment.OIDC_PROVIDERS ?? []).every(({ issuer }) => trusted.has(issuer));
    },
    { path: ['OIDC_PROVIDERS'], message: 'has an issuer that is none of OIDC_ISSUERS: its tokens would be refused' },
  )
  .refine(({ AUTH_CROSS_SITE, PUBLIC_URL }) => AUTH_CROSS_SITE !== true || PUBLIC_URL.startsWith('https:'), {
    path: ['AUTH_CROSS_SITE'],
    message: 'needs a PUBLIC_URL with https: browsers keep no such cookies otherwise',
  });

/** The part of the environment that concerns people. */
export function workspaceConfig(environment: z.output<typeof environmentSchema>): WorkspaceConfig {
  return {
    publicUrl: environment.PUBLIC_URL,
    providers: environment.OIDC_PROVIDERS ?? [
      {
        ...DEFAULT_PROVIDER,
        issuer: trustedIssuers(environment)[0]!.issuer,
        internalUrl: environment.OIDC_INTERNAL_URL,
        clientId: environment.OIDC_CLIENT_ID,
        clientSecret: environment.OIDC_CLIENT_SECRET,
        clientAuthentication: environment.OIDC_CLIENT_AUTHENTICATION,
      },
    ],
    scopes: environment.OIDC_SCOPES,
    providerTimeoutMs: environment.OIDC_TIMEOUT_SECONDS * SECOND_MS,
    secrets: environment.SESSION_SECRET,
    limits: {
      idleMs: environment.SESSION_IDLE_SECONDS * SECOND_MS,
      maxMs: environment.SESSION_MAX_SECONDS * SECOND_MS,
    },
    crossSite: environment.AUTH_CROSS_SITE ?? Boolean(environment.CODESPACE_NAME ?? environment.GITPOD_WORKSPACE_URL),
  };
}
