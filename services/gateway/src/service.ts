import { randomUUIDv7 } from 'node:crypto';
import { createCommandRunner, createEventStore } from '@ameide/event-store';
import { createInProcessPresence, type LiveStreams, type Presence } from '@ameide/live-streams';
import { createInProcessRateLimits, type RateLimits } from '@ameide/rate-limits';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createRoutes, createServiceTransport, type Service } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { Transport } from '@connectrpc/connect';
import type pg from 'pg';
import { readAgents } from './adapters/agent-files.ts';
import { createAgentPolicies } from './adapters/agent-policies.ts';
import { createAgentRegistry } from './adapters/agent-registry.ts';
import { createExecuteRun } from './adapters/agent-runtime.ts';
import { createBudgets } from './adapters/budgets.ts';
import { createCancelledKeys } from './adapters/cancelled-keys.ts';
import { createChats } from './adapters/chats.ts';
import { createHolds } from './adapters/holds.ts';
import { createLedgerUsage } from './adapters/ledger-usage.ts';
import { createGatewayMetrics } from './adapters/metrics.ts';
import { createModelProviders } from './adapters/model-providers.ts';
import { createModels } from './adapters/models.ts';
import { createOpenTopic } from './adapters/open-topic.ts';
import { createPeopleRows } from './adapters/people-rows.ts';
import { readPlans } from './adapters/plan-files.ts';
import { createRegisteredAgents } from './adapters/registered-agents.ts';
import { createRunLeases } from './adapters/run-leases.ts';
import { createRunProgress } from './adapters/run-progress.ts';
import { createRunRows } from './adapters/run-rows.ts';
import { createRunTail } from './adapters/run-tail.ts';
import { createTenantPlans } from './adapters/tenant-plans.ts';
import { createThreads } from './adapters/threads.ts';
import { createRemoteTopics, reopening } from './adapters/topics.ts';
import type { GatewayDeps, RunDeps } from './app/deps.ts';
import { Executor } from './app/executor.ts';
import { LeaseKeeper } from './app/lease-keeper.ts';
import { createAdmission } from './app/limits/admission.ts';
import { OpenStreams } from './app/open-streams.ts';
import type { SubscriptionDeps } from './app/subscriptions/subscribe.ts';
import { DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { httpApis } from './http/apis.ts';
import { handlers } from './rpc/handlers.ts';
import { refusals } from './rpc/refusals.ts';
import { aggregates } from './wire/events.ts';
import { frameCodec } from './wire/frame.ts';
import { changeCodec } from './wire/topic.ts';

export { DEFAULT_GATEWAY_CONFIG, type GatewayConfig };

/** How long clients may take to read their last frames when the service stops. */
const LAST_FRAMES_MS = 5_000;

/** What the service is made with. */
export interface GatewayServiceDeps {
  /** Of the role `ameide_gateway`, on a schema that is up to date. The caller ends it. */
  readonly pool: pg.Pool;
  /** Holds the frames of runs; belongs to the caller, who closes it after the service has stopped. */
  readonly liveStreams: LiveStreams;
  readonly threadsTransport: Transport;
  readonly agentRuntimeTransport: Transport;
  readonly projectionTransport: Transport;
  readonly graphpatchTransport: Transport;
  /** Knows who is where; belongs to the caller, as the live streams do. In the memory of this process unless given. */
  readonly presence?: Presence;
  /** What requests, tokens, runs and streams are limited by; belongs to the caller, as the live streams do. In the memory of this process unless given. */
  readonly rateLimits?: RateLimits;
  /** Reaches the runtime of a registered agent at its endpoint; over HTTP unless given. */
  readonly openAgentRuntime?: (endpoint: string) => Transport;
  readonly internalCaller: InternalCaller;
  readonly logger: Logger;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** UUIDs that nobody has used; version 7 unless given. */
  readonly newId?: () => string;
  readonly config: GatewayConfig;
}

/** Serves InferenceService, AgentRegistryService and AgentRegistrationService, and works on runs from `start` to `stop`. */
export function createGatewayService(given: GatewayServiceDeps): Service {
  const { pool, liveStreams, internalCaller, logger, now = Date.now, newId = randomUUIDv7, config } = given;
  const { agentRuntimeTransport, openAgentRuntime = createServiceTransport } = given;
  const owner = `${config.host}/${newId()}`;
  const registered = createRegisteredAgents(pool);
  const files = readAgents(new URL('../agents/', import.meta.url), config.agentModel);
  const agentPolicies = createAgentPolicies(pool, now);
  const stopped = new AbortController();
  const plans = createTenantPlans(pool, readPlans(new URL('../plans/', import.meta.url)), config.defaultPlan, now);
  const limits = given.rateLimits ?? createInProcessRateLimits({ now });
  const store = createEventStore({ pool, schema: declaration.schema });
  const runDeps: RunDeps = {
    run: createCommandRunner(store),
    aggregates,
    runs: createRunRows(pool),
    leases: createRunLeases(pool, owner, config.leaseDurationMs),
    cancelledKeys: createCancelledKeys(),
    progress: createRunProgress(pool, owner),
    holds: createHolds(pool, config.holdDurationMs),
    liveStreams,
    frameCodec,
    threads: createThreads(given.threadsTransport, internalCaller),
    agents: createAgentRegistry(files, registered),
    executeRun: createExecuteRun(agentRuntimeTransport, openAgentRuntime, internalCaller, agentPolicies, now),
    admission: createAdmission({ limits, plans, slotMs: config.leaseDurationMs, now, newId }),
    metrics: createGatewayMetrics(now),
    logger,
    stopped: stopped.signal,
    now,
    newId,
    config,
  };
  const executor = new Executor(runDeps);
  const openStreams = new OpenStreams();
  const runTail = createRunTail(store, (err) => logger.warn({ err }, 'new runs are found late'));
  const chats = createChats(given.threadsTransport, internalCaller);
  const modelProviders = createModelProviders(agentRuntimeTransport, internalCaller);
  const followed = {
    ...runDeps,
    modelProviders,
    budgets: createBudgets(pool),
    executor,
    openStreams,
    registered,
    agentPolicies,
    runTail,
    chats,
    plans,
    ledger: createLedgerUsage(pool),
  };
  const remote = createRemoteTopics(
    {
      threads: given.threadsTransport,
      projection: given.projectionTransport,
      graphpatch: given.graphpatchTransport,
    },
    internalCaller,
  );
  const people = { presence: given.presence ?? createInProcessPresence(), assertMayRead: remote.assertMayRead };
  const subscriptions: SubscriptionDeps = {
    ...{ liveStreams, changeCodec, stopped: stopped.signal, heartbeatMs: config.heartbeatIntervalMs },
    ...reopening(Math.random),
    open: createOpenTopic(followed, people, remote, refusals.accept),
  };
  const deps: GatewayDeps = {
    ...followed,
    subscriptions,
    people,
    directory: createPeopleRows(pool),
  };
  const keeper = new LeaseKeeper(deps);
  const drain = async () => {
    await keeper.stop();
    await executor.stop();
    stopped.abort();
    await openStreams.closed(LAST_FRAMES_MS);
  };
  return {
    routes: createRoutes(declaration.rpcServices, handlers(deps)),
    http: httpApis({ ...deps, models: createModels(given, internalCaller), accept: refusals.accept }),
    start: () => keeper.start(),
    drain,
    async stop() {
      await drain();
      runTail.stop();
    },
    ready: async () => void (await pool.query('select 1')),
  };
}
