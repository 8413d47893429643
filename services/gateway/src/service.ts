import { randomUUIDv7 } from 'node:crypto';
import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import type { LiveStreams } from '@ameide/live-streams';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createServiceTransport, type Service } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { Transport } from '@connectrpc/connect';
import type pg from 'pg';
import { readAgents } from './adapters/agent-files.ts';
import { createAgentRegistry } from './adapters/agent-registry.ts';
import { createExecuteRun } from './adapters/agent-runtime.ts';
import { createGatewayMetrics } from './adapters/metrics.ts';
import { RegisteredAgents } from './adapters/registered-agents.ts';
import { RunCancellations } from './adapters/run-cancellations.ts';
import { RunLeases } from './adapters/run-leases.ts';
import { RunProgress } from './adapters/run-progress.ts';
import { RunStore } from './adapters/run-store.ts';
import { createThreads } from './adapters/threads.ts';
import { Executor } from './app/executor.ts';
import { LeaseKeeper } from './app/lease-keeper.ts';
import { OpenStreams } from './app/open-streams.ts';
import { DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from './config.ts';
import { cancelRun } from './rpc/cancel-run.ts';
import { deregisterAgent } from './rpc/deregister-agent.ts';
import { generate } from './rpc/generate.ts';
import { getRun } from './rpc/get-run.ts';
import { listAgents } from './rpc/list-agents.ts';
import { registerAgent } from './rpc/register-agent.ts';
import { resume } from './rpc/resume.ts';

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
export function createGatewayService(deps: GatewayServiceDeps): Service {
  const { pool, liveStreams, internalCaller, logger, now = Date.now, newId = randomUUIDv7, config } = deps;
  const { agentRuntimeTransport, openAgentRuntime = createServiceTransport } = deps;
  const { leaseDuration, maxAttempts, maxRunsPerUser } = config;
  const owner = `${config.host}/${newId()}`;
  const leases = new RunLeases(pool, owner, leaseDuration);
  const progress = new RunProgress(pool, owner);
  const store = new RunStore({ pool, leases, progress, maxAttempts, maxRunsPerUser });
  const threads = createThreads(deps.threadsTransport, internalCaller);
  const executeRun = createExecuteRun(agentRuntimeTransport, openAgentRuntime, internalCaller);
  const registered = new RegisteredAgents(pool);
  const agents = createAgentRegistry(readAgents(new URL('../agents/', import.meta.url), config.agentModel), registered);
  const metrics = createGatewayMetrics(now);
  const executor = new Executor({
    store,
    leases,
    progress,
    liveStreams,
    threads,
    executeRun,
    agents,
    metrics,
    logger,
    now,
    config,
  });
  const keeper = new LeaseKeeper({ store, leases, progress, executor, logger, now, config });
  const openStreams = new OpenStreams();
  const stopped = new AbortController();
  const gateway = {
    store,
    progress,
    cancellations: new RunCancellations(pool),
    liveStreams,
    threads,
    agents,
    executor,
    metrics,
    openStreams,
    now,
    newId,
    config,
    stopped: stopped.signal,
  };

  return {
    routes(router) {
      router.service(InferenceService, {
        generate: (request, context) => generate(gateway, request, context),
        resume: (request, context) => resume(gateway, request, context),
        cancelRun: (request, context) => cancelRun(gateway, request, context),
        getRun: (request, context) => getRun(gateway, request, context),
      });
      router.service(AgentRegistryService, { listAgents: (_request, context) => listAgents(agents, context) });
      router.service(AgentRegistrationService, {
        registerAgent: (request, context) => registerAgent({ agents, registered }, request, context),
        deregisterAgent: (request, context) => deregisterAgent({ registered }, request, context),
      });
    },
    start: () => keeper.start(),
    async stop() {
      await keeper.stop();
      await executor.stop();
      stopped.abort();
      await openStreams.closed(LAST_FRAMES_MS);
    },
    ready: () => store.ping(),
  };
}
