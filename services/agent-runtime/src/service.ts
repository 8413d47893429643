import type { InternalCaller } from '@ameide/service-kit/auth';
import { createRoutes, type Service } from '@ameide/service-kit/rpc';
import type { Transport } from '@connectrpc/connect';
import type pg from 'pg';
import { createCheckpoints } from './adapters/checkpoints.ts';
import { createInteractions } from './adapters/interactions.ts';
import { createMetering } from './adapters/metering.ts';
import { createAgentRuntimeMetrics } from './adapters/metrics.ts';
import { createModelServices } from './adapters/model-services.ts';
import { createChatModels } from './adapters/models/chat-models.ts';
import { SCHEMA } from './adapters/schema.ts';
import { givenAgent, ownAgent } from './app/agent-of-run.ts';
import type { OwnAgent } from './app/ports.ts';
import { createRunningRuns } from './app/running-runs.ts';
import type { AgentRuntimeConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';

export { readOwnAgent } from './adapters/own-agent.ts';
export { modelFault } from './app/model-name.ts';
export type { ModelConfig, ModelEndpoint, OwnAgent } from './app/ports.ts';
export { type AgentRuntimeConfig, DEFAULT_AGENT_RUNTIME_CONFIG, modelConfig, modelVariables } from './config.ts';

/** What the service is made with. */
export interface AgentRuntimeServiceDeps {
  /** Of the role `ameide_agent_runtime`, on a schema that is up to date. The caller ends it. */
  readonly pool: pg.Pool;
  /** Reaches ProjectionService, which agents read models from. */
  readonly projectionTransport: Transport;
  /** Reaches GraphPatchService, which agents propose changes to. */
  readonly graphPatchTransport: Transport;
  /** Reaches MeteringService, which says what calls of models may use. */
  readonly gatewayTransport: Transport;
  readonly internalCaller: InternalCaller;
  /** The one agent that this runtime is made for; without it, it executes whatever agent it is given. */
  readonly agent?: OwnAgent | undefined;
  readonly config: AgentRuntimeConfig;
}

/** Executes agents. */
export function createAgentRuntimeService(deps: AgentRuntimeServiceDeps): Service {
  const { pool, projectionTransport, graphPatchTransport, internalCaller, agent, config } = deps;
  const metrics = createAgentRuntimeMetrics();
  const runs = createRunningRuns(config.runTimeoutMs, metrics);
  const models = createChatModels(config, Date.now);
  const rpcs = handlers({
    agentOf: agent === undefined ? givenAgent(models) : ownAgent(agent, models),
    models,
    checkpoints: createCheckpoints(pool),
    interactions: createInteractions(pool),
    runs,
    metrics,
    metering: createMetering(deps.gatewayTransport, internalCaller),
    modelServices: createModelServices({
      projection: projectionTransport,
      graphPatch: graphPatchTransport,
      internalCaller,
      timeoutMs: config.toolTimeoutMs,
    }),
  });
  const ready = async () => {
    await pool.query(`select from ${SCHEMA}.checkpoints limit 0`);
  };
  return {
    routes: createRoutes(declaration.rpcServices, rpcs),
    start: ready,
    drain: async () => runs.stop(),
    stop: async () => runs.stop(),
    ready,
  };
}
