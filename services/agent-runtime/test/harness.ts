import { randomUUID } from 'node:crypto';
import {
  type AgentDefinition,
  AgentRuntimeService,
  type ExecuteRunRequestSchema,
  type ExecuteRunResponse,
} from '@ameide/contracts/agents/v1/agent_runtime_service';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { MeteringService, type ReserveModelCallRequest } from '@ameide/contracts/usage/v1/metering_service';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { createInProcessTransport, createRpcPipeline, type Routes } from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';
import type { DescService, MessageInitShape } from '@bufbuild/protobuf';
import { type CallOptions, createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import {
  type AgentRuntimeConfig,
  createAgentRuntimeService,
  DEFAULT_AGENT_RUNTIME_CONFIG,
  type OwnAgent,
} from '../src/service.ts';
import { type Hooks, modelServices } from './model-services.ts';

const SECRET = 'only-for-tests-only-for-tests-only-for-tests';

export const ARTIFACT = '5f8b7d4e-0000-4000-8000-000000000001';

/** Who calls. */
export interface Person {
  readonly tenantId: string;
  readonly actorId: string;
  readonly roles: readonly string[];
}

export const alice: Person = { tenantId: 'acme', actorId: 'alice', roles: ['graph.contributor'] };
export const carol: Person = { tenantId: 'globex', actorId: 'carol', roles: ['graph.contributor'] };
export const nobody: Person = { tenantId: 'acme', actorId: 'nobody', roles: [] };

type RuntimeOptions = Partial<Omit<AgentRuntimeConfig, 'limits'>> & {
  hooks?: Hooks;
  agent?: OwnAgent;
  /** What the gateway answers when a call is reserved; nothing binds it unless given. */
  reserve?: (request: ReserveModelCallRequest) => number;
  /** Those of the service, but that nothing is repeated, unless given. */
  limits?: Partial<AgentRuntimeConfig['limits']>;
};

/** The service on a PostgreSQL of its own, called through the pipeline that is deployed. */
export async function startHarness() {
  const database = await createTestDatabase({ name: 'agent_runtime', roles: [declaration.databaseRole] });
  const admin = createPool({
    connectionString: database.adminUrl,
    applicationName: 'agent-runtime-tests-admin',
    max: 2,
  });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'agent-runtime-tests' });
  await migrateService(admin, declaration);
  const authenticator = createAuthenticator({ issuers: [], internalSecret: SECRET });
  const pipeline = createRpcPipeline({ authenticator, logger: createLogger({ service: 'test', level: 'silent' }) });
  const internalCaller = createInternalCaller(SECRET);
  const open = ({ hooks, agent, limits, reserve, ...config }: RuntimeOptions) => {
    const { routes, seen } = modelServices(hooks);
    const models = createInProcessTransport(() => [routes], pipeline);
    const service = createAgentRuntimeService({
      pool,
      projectionTransport: models,
      graphPatchTransport: models,
      gatewayTransport: createInProcessTransport(() => [metering(reserve)], pipeline),
      internalCaller,
      agent,
      config: {
        ...DEFAULT_AGENT_RUNTIME_CONFIG,
        limits: { ...DEFAULT_AGENT_RUNTIME_CONFIG.limits, maxRetries: 0, ...limits },
        ...config,
      },
    });
    const transport = createInProcessTransport(() => [service.routes], pipeline);
    return { service, seen, transport };
  };
  return {
    admin,
    pool,
    pipeline,
    /** Calls a process that has not started. */
    client: <S extends DescService>(rpcService: S) => createClient(rpcService, open({}).transport),
    as: (person: Person): CallOptions => internalCaller.options(person),
    /** A process that runs agents; several share the database. */
    async startRuntime(options: RuntimeOptions = {}) {
      const { service, seen, transport } = open(options);
      await service.start();
      return { service, seen, client: createClient(AgentRuntimeService, transport) };
    },
    /** Options of a call that the gateway makes for a run of alice's that the agent `bpmn` answers. */
    asGateway(options: CallOptions = {}, tenantId = 'acme'): CallOptions {
      const identity = { tenantId, actorId: 'alice', roles: ['graph.contributor'], agentId: 'bpmn' };
      return { ...internalCaller.options(identity), ...options };
    },
    async stop() {
      await Promise.all([pool.end(), admin.end()]);
      await database.drop();
    },
  };
}

function metering(reserve: (request: ReserveModelCallRequest) => number = () => 0): Routes {
  return (router) => {
    router.service(MeteringService, {
      reserveModelCall: (request) => ({ grantedOutputTokens: reserve(request) }),
    });
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;
type RunRequest = MessageInitShape<typeof ExecuteRunRequestSchema>;
type Agent = Pick<AgentDefinition, 'tools' | 'approvalRequired' | 'model' | 'maxSteps' | 'instructions'>;

/** A run of the agent `bpmn` that is to answer `text`. */
export function run(text: string, agent: Partial<Agent> = {}, artifactId = ARTIFACT): RunRequest & { runId: string } {
  const definition = {
    id: 'bpmn',
    instructions: 'You model processes.',
    tools: ['GetProjection', 'ProposePatch'],
    model: 'offline',
    maxSteps: 10,
    ...agent,
  };
  const parts = [{ kind: { case: 'text' as const, value: { text } } }];
  const messages = [{ id: randomUUID(), role: ChatRole.USER, parts }];
  return { runId: randomUUID(), artifactId, messages, agent: definition };
}

export type Event = ExecuteRunResponse['event'];

/** All events of a stream, until it ends or fails. */
export async function collect(
  stream: AsyncIterable<ExecuteRunResponse>,
  onEvent: (event: Event) => void = () => {},
): Promise<{ events: Event[]; error: unknown }> {
  const events: Event[] = [];
  try {
    for await (const { event } of stream) {
      events.push(event);
      onEvent(event);
    }
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

/** What has been said, the snapshot included. */
export function spoken(events: readonly Event[]): string {
  return events.map((event) => (event.case === 'token' || event.case === 'snapshot' ? event.value.text : '')).join('');
}

/** Kinds of events without calls of models and repeats of tokens. */
export function outline(events: readonly Event[]): string[] {
  const kinds = events.map((event) => event.case ?? '').filter((kind) => kind !== 'modelCall');
  return kinds.filter((kind, at, all) => kind !== 'token' || all[at - 1] !== 'token');
}

type Kind = NonNullable<Event['case']>;
type Value<K extends Kind> = Extract<Event, { case: K; value: unknown }>['value'];

/** The values of the events of one kind. */
export function valuesOf<K extends Kind>(events: readonly Event[], kind: K): Value<K>[] {
  return events.flatMap((event) => (event.case === kind ? [event.value as Value<K>] : []));
}
