import type { Ending, Usage } from './state.ts';

/** Creates a run under an id that nobody uses yet. `at` is milliseconds since 1970, here and below. */
export interface CreateRun {
  readonly type: 'CreateRun';
  readonly runId: string;
  readonly threadId: string;
  readonly agentId: string;
  readonly requestedBy: string;
  readonly idempotencyKey: string;
  readonly at: number;
}

/** A process begins to work on a run, or takes it over with a higher attempt. */
export interface StartRun {
  readonly type: 'StartRun';
  readonly attempt: number;
  readonly owner: string;
  readonly at: number;
}

/** Ends a run, also one that never began. */
export interface EndRun {
  readonly type: 'EndRun';
  readonly ending: Ending;
  readonly reason: string;
  readonly usage: Usage;
  readonly messageId: string;
  readonly at: number;
}

export type RunCommand = CreateRun | StartRun | EndRun;
