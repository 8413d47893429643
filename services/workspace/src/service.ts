import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Authenticator } from '@ameide/service-kit/auth';
import type { Service } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import { createReadAttachment } from './adapters/attachment-reader.ts';
import { createHttpUpstream } from './adapters/http-upstream.ts';
import { createInProcessSessions } from './adapters/in-process-sessions.ts';
import { createAuthMetrics } from './adapters/metrics.ts';
import { createOpenIdProvider } from './adapters/openid-provider.ts';
import { openRedisSessions } from './adapters/redis-sessions.ts';
import { createSealer } from './adapters/sealer.ts';
import { createIdentityProviders } from './app/identity-providers.ts';
import type { SessionStore, Upstream } from './app/ports.ts';
import { createReadPerson } from './app/read-person.ts';
import { createRefreshTokens } from './app/refresh-tokens.ts';
import { createSessions } from './app/sessions.ts';
import { ATTEMPT_MS, createSignIn } from './app/sign-in.ts';
import { createSignOut } from './app/sign-out.ts';
import { DEFAULT_PROVIDER, DEFAULT_WORKSPACE_CONFIG, type ProviderConfig, type WorkspaceConfig } from './config.ts';
import { createCookies } from './http/cookies.ts';
import { createHandler } from './http/handler.ts';
import { createStaticFiles } from './http/static-files.ts';

export { createHttpUpstream, DEFAULT_PROVIDER, DEFAULT_WORKSPACE_CONFIG, type ProviderConfig, type WorkspaceConfig };

/** What the service is made with. */
export interface WorkspaceServiceDeps {
  readonly config: WorkspaceConfig;
  /** Whose tokens services accept: nobody is signed in whom they would refuse. */
  readonly authenticator: Authenticator;
  /** Answers the RPCs of browsers. */
  readonly upstream: Upstream;
  readonly logger: Logger;
  /** Where sessions are kept, and who closes it; the memory of this process unless given. */
  readonly store?: SessionStore;
  /** Where the built web application is; `web/dist/app` of this package unless given. */
  readonly webFolder?: string;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
}

/** A service that answers browsers instead of RPCs. */
export interface WorkspaceService extends Service {
  /** Answers any request of a browser. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Sessions in Redis if there is a URL, else in the memory of this process. */
export async function openSessionStore(
  redisUrl: string | undefined,
  secrets: WorkspaceConfig['secrets'],
  onConnectionError: (error: Error) => void,
): Promise<SessionStore> {
  if (redisUrl === undefined) return createInProcessSessions();
  return openRedisSessions({ url: redisUrl, sealer: createSealer(secrets), onConnectionError });
}

const WEB_FOLDER = fileURLToPath(new URL('../web/dist/app/', import.meta.url));

/** The backend for the browser: sessions, a proxy for RPCs, the files of the web application. */
export function createWorkspaceService(deps: WorkspaceServiceDeps): WorkspaceService {
  const { authenticator, config, logger, upstream, webFolder = WEB_FOLDER, now = Date.now } = deps;
  const { limits, providerTimeoutMs, publicUrl } = config;
  const { store = createInProcessSessions(now) } = deps;
  const sealer = createSealer(config.secrets);
  const metrics = createAuthMetrics(store);
  const providers = createIdentityProviders(
    config.providers.map((provider) =>
      createOpenIdProvider({
        ...provider,
        ...{ publicUrl, scopes: config.scopes, timeoutMs: providerTimeoutMs },
        isOneOfSeveral: config.providers.length > 1,
      }),
    ),
  );
  const readPerson = createReadPerson(authenticator);
  const refreshTokens = createRefreshTokens({ store, providers, readPerson, metrics, logger, providerTimeoutMs, now });
  const sessions = createSessions({ store, refreshTokens, limits, logger, now });
  const stopping = new AbortController();
  const secure = publicUrl.startsWith('https:');
  const handle = createHandler(
    {
      publicUrl,
      cookies: createCookies(secure, { sessionMs: limits.maxMs, attemptMs: ATTEMPT_MS }, config.crossSite),
      sessions,
      signIn: createSignIn({ providers, readPerson, sealer, sessions, metrics, logger, now }),
      signOut: createSignOut({ providers, sessions, logger }),
      providers,
      upstream,
      readAttachment: createReadAttachment(upstream),
      stopping: stopping.signal,
      logger,
    },
    createStaticFiles(webFolder),
  );
  return {
    routes: () => {},
    handle,
    start: async () => {},
    drain: async () => stopping.abort(),
    stop: async () => stopping.abort(),
    ready: () => store.ready(),
    async degraded() {
      const checks = await Promise.allSettled(providers.all.map((provider) => provider.check()));
      const faults = checks.flatMap((check, index) => {
        if (check.status === 'fulfilled') return [];
        const where = checks.length > 1 ? ` at ${providers.all[index]!.id}` : '';
        return `nobody can sign in${where}: ${(check.reason as Error).message}`;
      });
      return faults.length === 0 ? undefined : faults.join('; ');
    },
  };
}
