import type { DecisionFacts, Interrupt } from './interrupt.ts';
import type { Ending, Usage, WhenBusy } from './state.ts';

/** What happens to a run, as the messages of `ameide.events.v1` say it. Instants are milliseconds since 1970. */
export type RunEvent = RunCreated | RunStarted | RunInterrupted | RunResumed | RunEnded;

export interface RunCreated {
  readonly type: 'RunCreated';
  readonly runId: string;
  readonly threadId: string;
  readonly agentId: string;
  readonly requestedBy: string;
  readonly idempotencyKey: string;
  readonly enqueued: boolean;
  readonly whenBusy: WhenBusy;
  readonly messageCount: number;
  readonly createdAt: number;
}

/** A process begins to work on it, or takes it over with a higher attempt. */
export interface RunStarted {
  readonly type: 'RunStarted';
  readonly runId: string;
  readonly attempt: number;
  readonly owner: string;
  readonly startedAt: number;
}

/** The agent has asked a person, and nobody works on the run. */
export interface RunInterrupted {
  readonly type: 'RunInterrupted';
  readonly runId: string;
  readonly interrupt: Interrupt;
  readonly interruptedAt: number;
}

/** A person has answered; the run waits for a process. */
export interface RunResumed extends DecisionFacts {
  readonly type: 'RunResumed';
  readonly runId: string;
  readonly threadId: string;
  readonly resumedBy: string;
  readonly resumedAt: number;
}

export interface RunEnded {
  readonly type: 'RunEnded';
  readonly runId: string;
  readonly ending: Ending;
  readonly reason: string;
  readonly usage: Usage;
  readonly messageId: string;
  readonly endedAt: number;
}
