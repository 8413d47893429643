import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createAgentRuntimeService, DEFAULT_AGENT_RUNTIME_CONFIG } from '@ameide/agent-runtime';
import { declaration as agentRuntime } from '@ameide/agent-runtime/declaration';
import { createLogFeed } from '@ameide/event-feed';
import { createEventStore } from '@ameide/event-store';
import { createGatewayService, DEFAULT_GATEWAY_CONFIG } from '@ameide/gateway';
import { declaration as gateway } from '@ameide/gateway/declaration';
import { createGraphpatchService } from '@ameide/graphpatch';
import { declaration as graphpatch } from '@ameide/graphpatch/declaration';
import { openLiveStreams, openPresence } from '@ameide/live-streams';
import { createFolderObjectStore, openObjectStore } from '@ameide/object-store';
import { createPool } from '@ameide/postgres';
import { createProjectionService } from '@ameide/projection';
import { declaration as projection } from '@ameide/projection/declaration';
import { openRateLimits } from '@ameide/rate-limits';
import { createAuthenticator, createInternalCaller, type TrustedIssuer } from '@ameide/service-kit/auth';
import { DEFAULT_EXPIRY } from '@ameide/service-kit/config';
import { createInProcessTransport, createRpcPipeline, createRpcServer } from '@ameide/service-kit/rpc';
import {
  openEventFeed,
  type ServiceDeclaration,
  startServiceExpiry,
  startServiceRelay,
} from '@ameide/service-kit/service';
import { createLogger, startTelemetry } from '@ameide/service-kit/telemetry';
import { createThreadsService } from '@ameide/threads';
import { declaration as threads } from '@ameide/threads/declaration';
import {
  createWorkspaceService,
  DEFAULT_PROVIDER,
  DEFAULT_WORKSPACE_CONFIG,
  openSessionStore,
} from '@ameide/workspace';
import { sendAboutPage } from './about-page.ts';
import type { PlatformConfig } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { openDatabase } from './database.ts';
import { declaration as identityProvider } from './identity/declaration.ts';
import { demoUsers } from './identity/demo-users.ts';
import { CLIENT_ID, createIdentityProvider } from './identity/provider.ts';
import { createLibrary, type Library } from './library.ts';
import { openLogFile } from './log-file.ts';
import { migrateAll } from './migrate-all.ts';
import { assertPortIsFree } from './port.ts';
import type { Progress } from './progress.ts';
import { sessionSecret } from './session-secret.ts';
import { buildWebIfStale } from './web-build.ts';

/** A running platform. */
export interface Platform {
  /** Where it answers, such as `http://localhost:8080`. */
  readonly url: string;
  /** The first of those whose tokens are accepted. */
  readonly issuer: string;
  /** Puts documents into the demo tenant. */
  readonly library: Library;
  /** Resolves with why, when the platform cannot go on, because its database has ended. */
  readonly failed: Promise<Error>;
  /** Ends streams with a resume token, finishes what is under way, and stops the database. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * Starts every service in this process, on one database, and waits until they answer. The composition root of the laptop:
 * services meet over the same RPCs as in a cluster, with the same authentication, only without a network between them.
 */
export async function startPlatform(config: PlatformConfig, progress: Progress = () => {}): Promise<Platform> {
  await assertPortIsFree(config.port, config.host);
  const log = await openDataFolder(config.dataDirectory);
  const undo: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stop = once(async () => {
    stopping = true;
    const failures: unknown[] = [];
    // Every step, whatever becomes of the one before: the last one ends the database.
    for (const step of undo.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  });
  try {
    const telemetry = await startTelemetry({ service: 'ameide', endpoint: config.otlpEndpoint });
    undo.push(() => telemetry.stop());
    const destination = await openLogFile(log, (error) => progress(logFault(log, error)));
    undo.push(async () => destination.flushSync());
    const logger = createLogger({ service: 'platform', level: config.logLevel, destination });
    const database = await openDatabase(config, progress);
    undo.push(() => database.stop());
    progress('bringing the schemas up to date');
    await migrateAll(database.adminUrl);
    const openPool = (declaration: ServiceDeclaration, max = 10) => {
      const { name, databaseRole } = declaration;
      const onConnectionError = (err: Error) => {
        if (!stopping) logger.warn({ err, service: name }, 'a database connection broke');
      };
      const connectionString = database.urlOf(databaseRole);
      const pool = createPool({ connectionString, applicationName: name, max, onConnectionError });
      undo.push(() => pool.end());
      const relay = config.kafkaBrokers && startServiceRelay(declaration, pool, config.kafkaBrokers, logger);
      if (relay) undo.push(() => relay.stop());
      const expiry = startServiceExpiry(declaration, pool, DEFAULT_EXPIRY, logger);
      if (expiry) undo.push(() => expiry.stop());
      return pool;
    };

    await buildWebIfStale(progress);
    progress('starting the services');
    const url = config.publicUrl ?? `http://localhost:${config.port}`;
    const identity =
      config.issuers.length > 0 ? undefined : await createIdentityProvider(url, openPool(identityProvider, 4));
    const issuers: readonly TrustedIssuer[] = identity
      ? [{ issuer: identity.issuer, audience: CLIENT_ID, tenants: '*' }]
      : config.issuers;
    const { issuer } = issuers[0]!;
    const internalSecret = randomBytes(32).toString('base64url');
    const authenticator = createAuthenticator({ issuers, internalSecret });
    const internalCaller = createInternalCaller(internalSecret);
    const pipeline = createRpcPipeline({ authenticator, logger, ...(config.streams && { streams: config.streams }) });
    const transport = createInProcessTransport(() => Object.values(services).map(({ routes }) => routes), pipeline);
    const onBroken = (err: Error) => logger.warn({ err }, 'the connection to Redis broke');
    const liveStreams = await openLiveStreams(config.redisUrl, onBroken);
    undo.push(() => liveStreams.close());
    const objects = config.objectStore
      ? await openObjectStore(config.objectStore)
      : createFolderObjectStore(join(config.dataDirectory, 'objects'));
    undo.push(async () => objects.close());
    const presence = await openPresence(config.redisUrl, onBroken);
    undo.push(() => presence.close());
    const rateLimits = await openRateLimits(config.redisUrl, 'open', onBroken);
    undo.push(() => rateLimits.close());
    const graphpatchPool = openPool(graphpatch);
    const feedOf = (declaration: ServiceDeclaration) =>
      config.kafkaBrokers
        ? openEventFeed(declaration, config.kafkaBrokers, logger)
        : createLogFeed({ graph: createEventStore({ pool: graphpatchPool, schema: graphpatch.schema }) });
    const services = {
      threads: createThreadsService({
        pool: openPool(threads, 20),
        feed: feedOf(threads),
        objects,
        logger,
        ...config.chats,
      }),
      graphpatch: createGraphpatchService({ pool: graphpatchPool, threadsTransport: transport, internalCaller }),
      projection: createProjectionService({
        pool: openPool(projection),
        feed: feedOf(projection),
        graphpatchTransport: transport,
        internalCaller,
        logger,
      }),
      'agent-runtime': createAgentRuntimeService({
        pool: openPool(agentRuntime),
        projectionTransport: transport,
        graphPatchTransport: transport,
        gatewayTransport: transport,
        internalCaller,
        config: {
          ...DEFAULT_AGENT_RUNTIME_CONFIG,
          ...config.models,
        },
      }),
      gateway: createGatewayService({
        pool: openPool(gateway),
        internalCaller,
        logger,
        liveStreams,
        presence,
        rateLimits,
        threadsTransport: transport,
        projectionTransport: transport,
        graphpatchTransport: transport,
        agentRuntimeTransport: transport,
        config: {
          ...DEFAULT_GATEWAY_CONFIG,
          agentModel: config.agentModel,
          host: hostname(),
          takeOverAtStart: true,
        },
      }),
    };
    const secrets: [string] = [config.sessionSecret ?? (await sessionSecret(config.dataDirectory))];
    const store = await openSessionStore(config.redisUrl, secrets, onBroken);
    undo.push(() => store.close());
    const workspace = createWorkspaceService({
      config: {
        ...DEFAULT_WORKSPACE_CONFIG,
        publicUrl: url,
        providers: [
          { ...DEFAULT_PROVIDER, issuer, clientId: config.clientId ?? CLIENT_ID, clientSecret: config.clientSecret },
        ],
        secrets,
      },
      store,
      authenticator,
      upstream: (request) => server.exchange(request),
      logger,
    });
    const server = createRpcServer({
      pipeline,
      services: { ...services, workspace },
      logger,
      port: config.port,
      host: config.host,
      fallback: (request, response) => {
        if (identity?.handle(request, response)) return;
        if (request.url === '/about') sendAboutPage(response, issuer, identity !== undefined);
        else void workspace.handle(request, response);
      },
    });
    undo.push(() => server.stop());
    await server.start();

    const editor = demoUsers[0]!;
    const library = createLibrary(transport, () =>
      internalCaller.options({ tenantId: editor.tenantId, actorId: editor.id, roles: editor.roles }),
    );
    if (config.samples && identity) {
      const added = await library.addSamples();
      if (added > 0) progress(`added ${added} sample models`);
    }
    return { url, issuer, library, failed: database.failed, stop };
  } catch (error) {
    // Why it cannot start is what people need to hear.
    await stop().catch(() => undefined);
    throw error;
  }
}

function logFault(log: string, { message }: Error): string {
  return `${log} cannot be written (${message}): make room; until then lines wait, and the newest are lost`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
