import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaration as agentRuntime } from '@ameide/agent-runtime/declaration';
import type { Agent } from '@ameide/contracts/agents/v1/agent';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { createLogFeed } from '@ameide/event-feed';
import { createEventStore } from '@ameide/event-store';
import { createGatewayService, DEFAULT_GATEWAY_CONFIG } from '@ameide/gateway';
import { declaration as gateway } from '@ameide/gateway/declaration';
import { createGraphpatchService } from '@ameide/graphpatch';
import { declaration as graphpatch } from '@ameide/graphpatch/declaration';
import { createInProcessLiveStreams } from '@ameide/live-streams';
import { createFolderObjectStore } from '@ameide/object-store';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createProjectionService } from '@ameide/projection';
import { declaration as projection } from '@ameide/projection/declaration';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { createRpcPipeline, createRpcServer, createServiceTransport } from '@ameide/service-kit/rpc';
import { migrateService, type ServiceDeclaration } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';
import { createThreadsService } from '@ameide/threads';
import { declaration as threads } from '@ameide/threads/declaration';
import { type CallOptions, createClient, type Transport } from '@connectrpc/connect';
import { startTcpGate, type TcpGate } from './tcp-gate.ts';

/** The services that an agent has to do with, on a real PostgreSQL and behind one port. */
export interface RealPlatform {
  readonly url: string;
  /** The way to the services that an operator takes. */
  readonly gate: TcpGate;
  readonly secret: string;
  /** Of the agent runtime's role. */
  readonly databaseUrl: string;
  readonly transport: Transport;
  /** Where the runtimes of registered agents really are, by their endpoints in the cluster. */
  readonly runtimes: Map<string, string>;
  /** Options of a call by a person. */
  as(actorId: string, tenantId?: string): CallOptions;
  /** Agents that operators have registered and the tenant sees. */
  agents(tenantId?: string): Promise<readonly Agent[]>;
  stop(): Promise<void>;
}

const declarations = [threads, graphpatch, projection, agentRuntime, gateway];

export async function startRealPlatform(): Promise<RealPlatform> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    return await start(undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(undo: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<RealPlatform> {
  const database = await createTestDatabase({
    name: 'agent_operator',
    roles: declarations.map(({ databaseRole }) => databaseRole),
  });
  undo.push(() => database.drop());
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'admin', max: 2 });
  undo.push(() => admin.end());
  for (const declaration of declarations) await migrateService(admin, declaration);
  const openPool = ({ name, databaseRole }: ServiceDeclaration) => {
    const pool = createPool({ connectionString: database.urlOf(databaseRole), applicationName: name, max: 10 });
    undo.push(() => pool.end());
    return pool;
  };

  const secret = 'only for the tests of the operator of agents';
  const logger = createLogger({ service: 'platform', level: 'silent' });
  const internalCaller = createInternalCaller(secret);
  const authenticator = createAuthenticator({ issuers: [], internalSecret: secret });
  const pipeline = createRpcPipeline({ authenticator, logger });
  const liveStreams = createInProcessLiveStreams();
  undo.push(() => liveStreams.close());
  let url = '';
  const transport: Transport = {
    unary: (...call) => createServiceTransport(url).unary(...call),
    stream: (...call) => createServiceTransport(url).stream(...call),
  };
  const runtimes = new Map<string, string>();
  const folder = await mkdtemp(join(tmpdir(), 'ameide-objects-'));
  undo.push(() => rm(folder, { recursive: true }));
  const objects = createFolderObjectStore(folder);
  const graphpatchPool = openPool(graphpatch);
  const log = createEventStore({ pool: graphpatchPool, schema: graphpatch.schema });
  const services = {
    threads: createThreadsService({ pool: openPool(threads), objects, logger }),
    graphpatch: createGraphpatchService({ pool: graphpatchPool, threadsTransport: transport, internalCaller }),
    projection: createProjectionService({
      pool: openPool(projection),
      feed: createLogFeed({ graph: log }),
      graphpatchTransport: transport,
      internalCaller,
      logger,
    }),
    gateway: createGatewayService({
      pool: openPool(gateway),
      liveStreams,
      internalCaller,
      logger,
      threadsTransport: transport,
      projectionTransport: transport,
      graphpatchTransport: transport,
      // There is no runtime but those of registered agents.
      agentRuntimeTransport: createServiceTransport('http://127.0.0.1:1'),
      openAgentRuntime: (endpoint) => createServiceTransport(runtimes.get(endpoint) ?? 'http://127.0.0.1:1'),
      config: DEFAULT_GATEWAY_CONFIG,
    }),
  };
  const server = createRpcServer({ pipeline, services, logger, port: 0, host: '127.0.0.1', graceMs: 1_000 });
  const { port } = await server.start();
  undo.push(() => server.stop());
  url = `http://127.0.0.1:${port}`;
  const gate = await startTcpGate(port);
  undo.push(() => gate.close());

  const as: RealPlatform['as'] = (actorId, tenantId = 'acme') =>
    internalCaller.options({ tenantId, actorId, roles: ['graph.editor'] });
  const registry = createClient(AgentRegistryService, transport);
  return {
    url,
    gate,
    secret,
    databaseUrl: database.urlOf(agentRuntime.databaseRole),
    transport,
    runtimes,
    as,
    async agents(tenantId) {
      const { agents } = await registry.listAgents({}, as('ada', tenantId));
      return agents.filter(({ version }) => version !== '');
    },
    stop,
  };
}
