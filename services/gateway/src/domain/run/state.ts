/*
 * A run, as its events make it:
 *
 *   (none) --RunCreated--> queued --RunStarted--> running --RunEnded--> completed | failed | cancelled
 *                          |    ^                 |  ^  |
 *                          |    |                 +--+  | RunStarted, the next attempt: another process took it over
 *                          |    |RunResumed             |RunInterrupted: the agent asks a person
 *                          |    |                       v
 *                          |    +------- waiting_for_approval --RunStarted--> running, to be cancelled: nobody has answered in time, or
 *                          |                                                  somebody has cancelled it
 *                          +--RunEnded--> cancelled: its key was cancelled before it was used
 *
 * Nothing happens to a run that has ended, and nothing to an attempt that a later one has superseded.
 *
 * Of a chat one run is running at most, and others wait as queued, in the order in which they were asked for. What a new one does:
 *
 *   chat        enqueue   reject         interrupt, rollback
 *   idle        running   running        running
 *   busy        queued    (thread_busy)  queued; those of the same person before it are to be cancelled
 *
 * A queued run begins when nothing of its chat is running and none waits before it; at once when it is to be cancelled. That follows
 * from what is there, and nobody has to hand the turn over.
 */

import type { DecisionFacts, Interrupt } from './interrupt.ts';

/** What a run has used, in tokens of the model that was used last. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Empty when no model was called. */
  readonly model: string;
}

/** Usage of which some may not be known; zeros when nothing was used. */
export function usageOf({ inputTokens = 0, outputTokens = 0, model = '' }: Partial<Usage> = {}): Usage {
  return { inputTokens, outputTokens, model };
}

/** What becomes of runs when one is asked for while another one of the chat goes on. */
export type WhenBusy = 'enqueue' | 'reject' | 'interrupt' | 'rollback';

/** Why a run is cancelled. */
export type CancelReason = 'approval_expired' | 'cancelled_by_user' | 'interrupted' | 'rolled_back';

/** How a run can end. */
export type Ending = 'completed' | 'failed' | 'cancelled';

interface RunFacts {
  readonly id: string;
  readonly threadId: string;
  readonly agentId: string;
  /** Subject of the user who asked. */
  readonly requestedBy: string;
  /** The key that it was asked for with. */
  readonly idempotencyKey: string;
  /** Whether it had to wait for others of its chat. */
  readonly enqueued: boolean;
  readonly whenBusy: WhenBusy;
  /** The conversation as it was when the run was created: its first messages, this many; 0 when that was not kept. */
  readonly messageCount: number;
  /** Milliseconds since 1970, as all instants here. */
  readonly createdAt: number;
  /** What a person has answered last; not in rows. */
  readonly decided?: Pick<DecisionFacts, 'fingerprint' | 'interruptId'> | undefined;
}

interface StartedFacts {
  /** 1, and one more for each time that the run was taken over; 0 when it never began. */
  readonly attempt: number;
  /** When it began first; undefined when it never did. */
  readonly startedAt: number | undefined;
}

/** Not begun, or answered by a person and not begun again. */
export interface QueuedRun extends RunFacts, StartedFacts {
  readonly phase: 'queued';
}

/** It has asked a person, and nobody works on it. */
export interface WaitingRun extends RunFacts, StartedFacts {
  readonly phase: 'waiting_for_approval';
  readonly interrupt: Interrupt;
}

/** An agent works on it. */
export interface RunningRun extends RunFacts, StartedFacts {
  readonly phase: 'running';
  /** The process that works on it. */
  readonly owner: string;
}

/** Ended, for ever. */
export interface EndedRun extends RunFacts, StartedFacts {
  readonly phase: Ending;
  /** Stable reason of a failure or a cancellation; empty for a completed run. */
  readonly reason: string;
  readonly usage: Usage;
  /** The message that holds the answer; empty when nothing was said. */
  readonly messageId: string;
  readonly endedAt: number;
}

export type Run = QueuedRun | RunningRun | WaitingRun | EndedRun;

/** What the run decider decides on; undefined before the run is created. */
export type RunState = Run | undefined;

/** Whether nothing can happen to the run any more. */
export function hasEnded(run: Run): run is EndedRun {
  return !UNDER_WAY.includes(run.phase);
}

const UNDER_WAY: readonly Run['phase'][] = ['queued', 'running', 'waiting_for_approval'];

/** The run, if nothing can happen to it any more. */
export function endedRun(run: RunState): EndedRun | undefined {
  return run !== undefined && hasEnded(run) ? run : undefined;
}

/** When a run began to wait for others of its chat; undefined when it did not. */
export function enqueuedAt({ enqueued, createdAt }: Run): number | undefined {
  return enqueued ? createdAt : undefined;
}

/** The run, if nothing happens to it unless somebody asks for it: it has ended, or waits for a person. */
export function restingRun(run: RunState): EndedRun | WaitingRun | undefined {
  return run?.phase === 'waiting_for_approval' ? run : endedRun(run);
}
