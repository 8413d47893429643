import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArtifactQueryService, GetArtifactResponseSchema } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { createAuthenticator } from '@ameide/service-kit/auth';
import { createRpcPipeline, createRpcServer, requestContext } from '@ameide/service-kit/rpc';
import { createLogger } from '@ameide/service-kit/telemetry';
import { create } from '@bufbuild/protobuf';
import { createClient, type Interceptor, type ServiceImpl, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { createWorkspaceService, DEFAULT_WORKSPACE_CONFIG, type WorkspaceConfig } from '../src/service.ts';
import { type Browser, createBrowser } from './browser.ts';
import { startIdentityProvider, type TestProvider } from './identity-provider.ts';
import { startWebServer } from './web-server.ts';

export const SECRET = 'a secret that all replicas of a test share';
/** A UUID that a request may name. */
export const ID = '0190b1a0-0000-7000-8000-000000000001';

/** What a world is made of, where it is not the usual. */
export interface WorldOptions {
  readonly inference?: Partial<ServiceImpl<typeof InferenceService>>;
  readonly config?: Partial<WorkspaceConfig>;
  /** Milliseconds by which the workspace's clock is ahead. */
  readonly ahead?: () => number;
}

/** A workspace with a real provider and real services behind it. */
export interface World extends AsyncDisposable {
  readonly url: string;
  readonly provider: TestProvider;
  readonly lines: Record<string, unknown>[];
  /** Headers of the calls that services got. */
  readonly received: Headers[];
  /** A browser in which somebody has signed in. */
  signedIn(returnTo?: string): Promise<Browser>;
  /** Reaches services as a page of that browser does. */
  transport(browser: Browser): Transport;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ service: 'workspace', level: 'debug', destination });
  const url = `http://localhost:${await freePort()}`;
  const provider = await startIdentityProvider(url);
  const authenticator = createAuthenticator({
    issuers: [{ issuer: provider.issuer, audience: 'platform-app', tenants: '*' }],
    internalSecret: 'a secret of services that nobody else knows',
  });
  const received: Headers[] = [];
  const services = createRpcServer({
    pipeline: createRpcPipeline({ authenticator, logger }),
    services: {
      fixture: {
        routes: (router) => {
          router.service(InferenceService, options.inference ?? {});
          router.service(ArtifactQueryService, {
            getArtifact(_request, context) {
              received.push(context.requestHeader);
              const { actorId, tenantId, roles } = requestContext(context);
              const title = `${actorId} of ${tenantId} as ${[...roles].join(', ')}`;
              return create(GetArtifactResponseSchema, { artifact: { id: ID, title } });
            },
          });
        },
        start: async () => {},
        stop: async () => {},
        ready: async () => {},
      },
    },
    logger,
    port: 0,
  });
  await services.start();
  const workspace = createWorkspaceService({
    config: {
      ...DEFAULT_WORKSPACE_CONFIG,
      publicUrl: url,
      issuer: provider.issuer,
      secrets: [SECRET],
      ...options.config,
    },
    authenticator,
    upstream: (request) => services.exchange(request),
    logger,
    webFolder: '/nowhere',
    now: () => Date.now() + (options.ahead?.() ?? 0),
  });
  const server = await startWebServer(workspace.handle, Number(new URL(url).port));
  return {
    url,
    provider,
    lines,
    received,
    async signedIn(returnTo = '/') {
      const browser = createBrowser();
      await browser.open(`${url}/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`);
      return browser;
    },
    transport: (browser) => transportOf(url, browser),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await workspace.stop();
      await services.stop();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** Calls through `/api` with the cookies of a browser, as a page does. */
export function transportOf(url: string, browser: Browser): Transport {
  const asPage: Interceptor = (next) => (request) => {
    const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    request.header.set('cookie', cookie);
    request.header.set('x-ameide-csrf', '1');
    request.header.set('origin', url);
    request.header.set('sec-fetch-site', 'same-origin');
    return next(request);
  };
  return createConnectTransport({ baseUrl: `${url}/api`, httpVersion: '1.1', interceptors: [asPage] });
}

/** Who the services behind the workspace say that a browser's calls are from. */
export async function whoAmI(world: Pick<World, 'transport'>, browser: Browser): Promise<string> {
  const client = createClient(ArtifactQueryService, world.transport(browser));
  return (await client.getArtifact({ artifactId: ID })).artifact!.title;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
