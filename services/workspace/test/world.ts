import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import type { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { createLogger } from '@ameide/service-kit/telemetry';
import { freePort } from '@ameide/test-kit';
import { createClient, type Interceptor, type ServiceImpl, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { SessionStore } from '../src/app/ports.ts';
import {
  createWorkspaceService,
  DEFAULT_PROVIDER,
  DEFAULT_WORKSPACE_CONFIG,
  openSessionStore,
  type WorkspaceConfig,
} from '../src/service.ts';
import { type Browser, createBrowser } from './browser.ts';
import { startIdentityProvider, type TestProvider } from './identity-provider.ts';
import { authenticatorOf, ID, startServices } from './services.ts';
import { startWebServer } from './web-server.ts';

export const SECRET = 'a secret that all replicas of a test share';
/** What a world is made of, where it is not the usual. */
export interface WorldOptions {
  readonly inference?: Partial<ServiceImpl<typeof InferenceService>>;
  readonly attachments?: Partial<ServiceImpl<typeof AttachmentService>>;
  readonly config?: Partial<WorkspaceConfig>;
  /** Where people may sign in, too, by the names of the providers. */
  readonly others?: readonly string[];
  /** With it there are two replicas, which keep sessions there. */
  readonly redisUrl?: string;
}

/** A workspace with a real provider and real services behind it. */
export interface World extends AsyncDisposable {
  readonly url: string;
  readonly provider: TestProvider;
  /** The others where people may sign in, in order. */
  readonly others: readonly TestProvider[];
  /** Milliseconds by which the workspace's clock is ahead. */
  aheadMs: number;
  /** Which replica answers the next request: one of them, or each in its turn. */
  replica: 0 | 1 | 'each';
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
  const more = await Promise.all((options.others ?? []).map(() => startIdentityProvider(url)));
  const others = more.map(({ issuer }, index) => {
    const name = options.others![index]!;
    return { ...DEFAULT_PROVIDER, id: name.toLowerCase(), name, issuer };
  });
  const authenticator = authenticatorOf(provider.issuer, ...more.map(({ issuer }) => issuer));
  const services = await startServices({
    authenticator,
    logger,
    inference: options.inference ?? {},
    attachments: options.attachments ?? {},
  });
  const stores: SessionStore[] = [];
  const openWorkspace = async () => {
    const store = await openSessionStore(options.redisUrl, [SECRET], () => {});
    stores.push(store);
    return createWorkspaceService({
      config: {
        ...DEFAULT_WORKSPACE_CONFIG,
        publicUrl: url,
        providers: [{ ...DEFAULT_PROVIDER, issuer: provider.issuer }, ...others],
        secrets: [SECRET],
        ...options.config,
      },
      store,
      authenticator,
      upstream: (request) => services.server.exchange(request),
      logger,
      webFolder: '/nowhere',
      now: () => Date.now() + world.aheadMs,
    });
  };
  const replicas = [await openWorkspace(), ...(options.redisUrl === undefined ? [] : [await openWorkspace()])];
  let turn = 0;
  const server = await startWebServer(
    (request, response) => {
      turn += 1;
      const replica = world.replica === 'each' ? turn % replicas.length : world.replica;
      void replicas[replica]!.handle(request, response);
    },
    Number(new URL(url).port),
  );
  const world: World = {
    url,
    provider,
    others: more,
    lines,
    received: services.received,
    aheadMs: 0,
    replica: options.redisUrl === undefined ? 0 : 'each',
    async signedIn(returnTo = '/') {
      const browser = createBrowser();
      await browser.open(`${url}/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`);
      return browser;
    },
    transport: (browser) => transportOf(url, browser),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await services.server.stop();
      await Promise.all(stores.map((store) => store.close()));
      for (const each of [provider, ...more]) await each[Symbol.asyncDispose]();
    },
  };
  return world;
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
