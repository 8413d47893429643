import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { AgentOfRun } from './agent-of-run.ts';
import type { AgentRuntimeMetrics, ChatModels, Checkpoints, Interactions, ModelServices, Reserve } from './ports.ts';
import type { RunningRuns } from './running-runs.ts';

/** What the RPCs are made with. */
export interface AgentRuntimeDeps {
  readonly agentOf: AgentOfRun;
  readonly models: ChatModels;
  readonly checkpoints: Checkpoints;
  readonly runs: RunningRuns;
  readonly interactions: Interactions;
  readonly metrics: AgentRuntimeMetrics;
  /** Reserves calls of models for a run. */
  readonly metering: (identity: InternalIdentity & { readonly runId: string }) => Reserve;
  readonly modelServices: (identity: InternalIdentity) => ModelServices;
}
