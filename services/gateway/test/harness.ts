import { randomUUID } from 'node:crypto';
import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import {
  AgentRuntimeService,
  type ExecuteRunRequest,
  ExecuteRunResponseSchema,
} from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { ProviderSchema } from '@ameide/contracts/agents/v1/provider';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { type Frame, WhenBusy } from '@ameide/contracts/inference/v1/run';
import { PresenceService } from '@ameide/contracts/live/v1/presence_service';
import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { type ChatMessage, ChatMessageSchema, ChatRole, ChatSchema } from '@ameide/contracts/threads/v1/chat';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService, MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import { createInProcessLiveStreams, type LiveStreams, type Presence } from '@ameide/live-streams';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import type { RateLimits } from '@ameide/rate-limits';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { ServiceError } from '@ameide/service-kit/errors';
import {
  createInProcessTransport,
  createRpcPipeline,
  type RequestContext,
  type Routes,
  requestContext,
  requireInternal,
  type Service,
} from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger, type Logger } from '@ameide/service-kit/telemetry';
import { create, type DescService, type MessageInitShape } from '@bufbuild/protobuf';
import { type CallOptions, type Client, createClient } from '@connectrpc/connect';
import type pg from 'pg';
import { declaration } from '../src/declaration.ts';
import { createGatewayService, DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from '../src/service.ts';
import { FollowedWorld } from './followed-world.ts';
import { makingChats, ownerOf } from './making-chats.ts';
import { ModelWorld } from './model-world.ts';

/** What an agent does: yields what happens. `signal` aborts when the gateway stops the execution. */
export type Script = (request: ExecuteRunRequest, signal: AbortSignal) => AsyncIterable<AgentEvent>;
export type AgentEvent = NonNullable<MessageInitShape<typeof ExecuteRunResponseSchema>['event']>;

export const SECRET = 'a secret that only the tests of the gateway know';
const caller = createInternalCaller(SECRET);
export const logger: Logger = createLogger({ service: 'test', level: 'silent' });
export const pipeline = createRpcPipeline({
  authenticator: createAuthenticator({ issuers: [], internalSecret: SECRET }),
  logger,
});

/** The other services, as far as the gateway calls them, in memory, and faulty on demand. */
export class World {
  readonly scripts = new Map<string, Script>();
  readonly messages = new Map<string, ChatMessage[]>();
  /** The agents of chats that others make. */
  readonly agents = new Map<string, string>();
  /** Whose those are; nobody else reads them. */
  readonly owners = new Map<string, string>();
  readonly executions: ExecuteRunRequest[] = [];
  /** Endpoints of registered agents that were called. */
  readonly called: string[] = [];
  /** Who the agent was executed for. */
  readonly executedFor: RequestContext[] = [];
  /** Who may read no chat. */
  readonly strangers = new Set<string>();
  /** The model that there is. */
  readonly model = new ModelWorld();
  /** What is followed of chats and models, as the other services stream it. */
  readonly followed = new FollowedWorld();
  /** Says what agents answer in chats that others make. */
  readonly made: Script[] = [];
  /** Called before an answer is stored; throws to fail. */
  onRecord: () => void = () => {};

  /** A thread with one message, answered as the script says. */
  thread(script: Script, messages = 1): string {
    const threadId = randomUUID();
    this.scripts.set(threadId, script);
    const said = Array.from({ length: messages }, (_, n) =>
      create(ChatMessageSchema, {
        id: randomUUID(),
        threadId,
        sequence: n + 1,
        role: ChatRole.USER,
        parts: [{ kind: { case: 'text', value: { text: `message ${n + 1}` } } }],
      }),
    );
    this.messages.set(threadId, said);
    return threadId;
  }

  /** What a person says next in a thread. */
  say(threadId: string, text: string): void {
    const all = this.#messages(threadId);
    const parts = [{ kind: { case: 'text' as const, value: { text } } }];
    const said = { id: randomUUID(), threadId, sequence: all.length + 1, role: ChatRole.USER, parts };
    all.push(create(ChatMessageSchema, said));
  }

  /** The message that a run has left in its thread. */
  answer(runId: string): ChatMessage | undefined {
    return this.answers(runId)[0];
  }

  answers(runId: string): ChatMessage[] {
    return [...this.messages.values()].flat().filter((message) => message.runId === runId);
  }

  executionsOf(runId: string): number {
    return this.executions.filter((request) => request.runId === runId).length;
  }

  readonly threads: Routes = (router) => {
    router.service(ArtifactQueryService, this.model.artifacts);
    router.service(ChatQueryService, {
      getChat: ({ threadId }, context) => ({
        chat: create(ChatSchema, {
          id: threadId,
          agentId: this.agents.get(threadId) ?? 'bpmn',
          messageCount: this.#messages(threadId, requestContext(context)).length,
        }),
      }),
      streamChatUpdates: ({ threadId, resumeToken }, context) => {
        this.#messages(threadId, requestContext(context));
        return this.followed.chat(threadId, resumeToken, context.signal);
      },
      watchSharedChats: (_request, { signal }) => this.followed.list('shared chats', signal),
      getMessages: ({ threadId, pageSize, pageToken, order }, context) => {
        const start = Number(pageToken);
        const all = this.#messages(threadId, requestContext(context)).slice();
        if (order === MessageOrder.NEWEST_FIRST) all.reverse();
        const end = start + pageSize;
        return { messages: all.slice(start, end), nextPageToken: end < all.length ? String(end) : '' };
      },
    });
    router.service(ChatCommandService, {
      ...makingChats(this),
      recordAssistantMessage: ({ threadId, runId, agentId, parts, steps, usage, truncated, artifactId }, context) => {
        requireInternal(requestContext(context));
        this.onRecord();
        const all = this.#messages(threadId);
        const first = all.find((message) => message.runId === runId);
        if (first !== undefined) return { message: first };
        const sequence = all.length + 1;
        const message = create(ChatMessageSchema, {
          id: randomUUID(),
          threadId,
          sequence,
          role: ChatRole.ASSISTANT,
          parts,
          steps,
          ...(usage && { usage }),
          artifactId,
          authorId: agentId,
          runId,
          truncated,
        });
        all.push(message);
        return { message };
      },
    });
  };

  readonly projection: Routes = (router) => {
    router.service(ProjectionService, {
      ...this.model.projection,
      watchProjection: ({ ref, sinceVersion }, { signal }) => this.followed.model(ref, sinceVersion, signal),
    });
  };

  readonly graphpatch: Routes = (router) => {
    router.service(GraphPatchService, {
      ...this.model.graphpatch,
      watchPatches: (_request, { signal }) => this.followed.list('patches', signal),
    });
    router.service(ModelEditorService, { watchDraft: ({ ref }, { signal }) => this.followed.drafts(ref, signal) });
  };

  /** What the runtime says of its providers. */
  providers: MessageInitShape<typeof ProviderSchema>[] = [];

  readonly runtime: Routes = (router) => {
    const execute = (request: ExecuteRunRequest, context: RequestContext) => this.#execute(request, context);
    router.service(AgentRuntimeService, {
      async *executeRun(request, context) {
        yield* execute(request, requestContext(context));
      },
      reportProviders: (_request, context) => {
        requireInternal(requestContext(context));
        return { providers: this.providers };
      },
    });
  };

  async *#execute(request: ExecuteRunRequest, context: RequestContext) {
    requireInternal(context);
    this.executions.push(request);
    this.executedFor.push(context);
    const threadId = request.messages[0]?.threadId ?? '';
    const script = this.scripts.get(threadId) ?? (this.messages.has(threadId) ? this.made.shift() : undefined);
    if (script === undefined) throw new Error('no script for this thread');
    for await (const event of script(request, context.signal)) yield create(ExecuteRunResponseSchema, { event });
  }

  #messages(threadId: string, reader?: Pick<Person, 'tenantId' | 'actorId'>): ChatMessage[] {
    const messages = this.messages.get(threadId);
    const owner = this.owners.get(threadId);
    const isForeign = reader !== undefined && owner !== undefined && owner !== ownerOf(reader);
    if (messages === undefined || isForeign || this.strangers.has(reader?.actorId ?? ''))
      throw new ServiceError('not_found', 'thread_not_found', 'no such thread');
    return messages;
  }
}

export interface GatewayInstance {
  readonly service: Service;
  client<S extends DescService>(service: S): Client<S>;
  readonly inference: Client<typeof InferenceService>;
  readonly agents: Client<typeof AgentRegistryService>;
  readonly registration: Client<typeof AgentRegistrationService>;
  readonly subscriptions: Client<typeof SubscriptionService>;
  readonly presence: Client<typeof PresenceService>;
  readonly liveStreams: LiveStreams;
  stop(): Promise<void>;
}

export interface TestSystem {
  /** Of the role `ameide_gateway`. */
  readonly databaseUrl: string;
  readonly world: World;
  readonly admin: pg.Pool;
  readonly pool: pg.Pool;
  /** A gateway on the database that has started, with these live streams, which it closes, or its own memory. */
  gateway(
    config?: Partial<GatewayConfig>,
    liveStreams?: LiveStreams,
    presence?: Presence,
    rateLimits?: RateLimits,
  ): Promise<GatewayInstance>;
  close(): Promise<void>;
}

/** Short times, so that tests wait little; none of them decides a result. */
const TEST_CONFIG: GatewayConfig = {
  ...DEFAULT_GATEWAY_CONFIG,
  host: 'test',
  pollIntervalMs: 20,
  retryDelayMs: 1,
  recordTimeoutMs: 2_000,
};

export async function startSystem(): Promise<TestSystem> {
  const database = await createTestDatabase({ name: 'gateway', roles: [declaration.databaseRole] });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test-admin', max: 2 });
  await migrateService(admin, declaration);
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test', max: 20 });
  const world = new World();
  const started: GatewayInstance[] = [];
  return {
    databaseUrl: database.appUrl,
    world,
    admin,
    pool,
    async gateway(config = {}, liveStreams = createInProcessLiveStreams(), presence?, rateLimits?) {
      const service = createGatewayService({
        pool,
        liveStreams,
        ...(presence && { presence }),
        ...(rateLimits && { rateLimits }),
        threadsTransport: createInProcessTransport(() => [world.threads], pipeline),
        agentRuntimeTransport: createInProcessTransport(() => [world.runtime], pipeline),
        projectionTransport: createInProcessTransport(() => [world.projection], pipeline),
        graphpatchTransport: createInProcessTransport(() => [world.graphpatch], pipeline),
        openAgentRuntime(endpoint) {
          world.called.push(endpoint);
          return createInProcessTransport(() => [world.runtime], pipeline);
        },
        internalCaller: caller,
        logger,
        config: { ...TEST_CONFIG, ...config },
      });
      const transport = createInProcessTransport(() => [service.routes], pipeline);
      await service.start();
      let stopping: Promise<void> | undefined;
      const stop = () => {
        stopping ??= service.stop().then(() => liveStreams.close());
        return stopping;
      };
      const client = <S extends DescService>(service: S) => createClient(service, transport);
      const instance = {
        service,
        client,
        inference: client(InferenceService),
        agents: client(AgentRegistryService),
        registration: client(AgentRegistrationService),
        subscriptions: client(SubscriptionService),
        presence: client(PresenceService),
        liveStreams,
        stop,
      };
      started.push(instance);
      return instance;
    },
    async close() {
      await Promise.all(started.map((instance) => instance.stop()));
      await pool.end();
      await admin.end();
      await database.drop();
    },
  };
}

export interface Person {
  readonly tenantId: string;
  readonly actorId: string;
  readonly roles: readonly string[];
}

export const alice: Person = { tenantId: 'acme', actorId: 'alice', roles: ['graph.contributor'] };
export const bob: Person = { tenantId: 'acme', actorId: 'bob', roles: ['graph.viewer'] };
export const carol: Person = { tenantId: 'globex', actorId: 'carol', roles: ['graph.contributor'] };
export const nobody: Person = { tenantId: 'acme', actorId: 'nobody', roles: [] };

/** One gateway, and people who call it. */
export async function startHarness() {
  const system = await startSystem();
  const gateway = await system.gateway();
  return {
    client: gateway.client,
    as: (person: Person): CallOptions => caller.options(person),
    /** Has a thread answered as alice; the id of the run, which has ended. */
    async newRun(): Promise<string> {
      const threadId = system.world.thread(words('Hello.'));
      const frames = await collect(generate(gateway, threadId, randomUUID(), { user: alice.actorId }));
      return frames[0]!.runId;
    },
    stop: () => system.close(),
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

type AsOptions = { readonly signal?: AbortSignal; readonly roles?: readonly string[] };

/** Options of a call by a user, an editor unless told. */
export function as(actorId: string, tenantId = 'acme', options: AsOptions = {}): CallOptions {
  const { roles = ['graph.editor'], ...others } = options;
  return caller.options({ tenantId, actorId, roles }, others);
}

/** A stream that is opened when it is read; the signal is the client that goes away. */
export type Stream = (signal: AbortSignal) => AsyncIterable<{ frame?: Frame | undefined }>;

export function generate(
  gateway: Pick<GatewayInstance, 'inference'>,
  threadId: string,
  idempotencyKey: string = randomUUID(),
  { user = 'ada', tenantId = 'acme', agentId = '', whenBusy = WhenBusy.UNSPECIFIED as WhenBusy } = {},
): Stream {
  const request = { threadId, idempotencyKey, agentId, whenBusy };
  return (signal) => gateway.inference.generate(request, as(user, tenantId, { signal }));
}

/** Resumes after a frame. */
export function resume(
  gateway: Pick<GatewayInstance, 'inference'>,
  { resumeToken }: Pick<Frame, 'resumeToken'>,
  { user = 'ada', tenant = 'acme' } = {},
): Stream {
  return (signal) => gateway.inference.resume({ resumeToken }, as(user, tenant, { signal }));
}

/** All frames but heartbeats, until the stream ends or `cut` says that the client disconnects. */
export async function collect(stream: Stream, cut: (frame: Frame) => boolean = () => false): Promise<Frame[]> {
  const frames: Frame[] = [];
  const client = new AbortController();
  for await (const { frame } of stream(client.signal)) {
    if (frame === undefined || frame.payload.case === 'heartbeat') continue;
    frames.push(frame);
    if (cut(frame)) break;
  }
  client.abort();
  return frames;
}

/** What a client shows after these frames: a snapshot replaces all, tokens are appended. */
export function shownText(frames: readonly Frame[]): string {
  return frames.reduce((text, { payload }) => {
    if (payload.case === 'snapshot') return payload.value.text;
    return payload.case === 'token' ? text + payload.value.text : text;
  }, '');
}

/** The text parts of a message. */
export function messageText(message: ChatMessage | undefined): string {
  return (message?.parts ?? []).map(({ kind }) => (kind.case === 'text' ? kind.value.text : '')).join('');
}

export const token = (text: string): AgentEvent => ({ case: 'token', value: { text } });

/** A script that says these words. */
export function words(...texts: readonly string[]): Script {
  return async function* () {
    for (const text of texts) yield token(text);
  };
}

/** Something that happens once, and can be waited for. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}
