import type { Transaction } from '@ameide/postgres';
import type { Decided } from '../../domain/run/interrupt.ts';
import type { Said } from '../../domain/run/said.ts';
import type { CancelReason, Run, WhenBusy } from '../../domain/run/state.ts';

/** Names a run. */
export interface RunRef {
  readonly tenantId: string;
  readonly runId: string;
}

/** What whoever works on a run needs to know. */
export interface RunTask extends RunRef {
  readonly threadId: string;
  readonly agentId: string;
  /** The run is executed on behalf of this user. */
  readonly requestedBy: string;
  /** Whether that user could propose changes then. No run may do more than read and propose, whoever wants it. */
  readonly mayPropose: boolean;
  readonly requestId: string;
  /** The conversation to answer: the first messages of the thread, this many. */
  readonly messageCount: number;
  /** Grows with every owner; the epoch of the run's frames. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Whether calls of models have to be reserved, because a budget may bind them. */
  readonly metered: boolean;
  /** A cancellation that an earlier owner did not get round to. */
  readonly cancelReason?: CancelReason | undefined;
  /** Whether it had to wait for other runs of its chat, and what became of those. */
  readonly enqueued: boolean;
  readonly whenBusy: WhenBusy;
  /** Attempts since the run was created, or since a person has answered, with this one. */
  readonly tries: number;
  /** What a person has answered last. */
  readonly decided?: Decided | undefined;
}

/** The rows of runs, as their events make them. */
export interface Runs {
  find(ref: RunRef): Promise<Run | undefined>;
  /** One of a user's runs, by its id; or the latest that was asked for with a key. */
  findOwn(
    tx: Transaction,
    userId: string,
    by: { readonly runId: string } | { readonly key: string },
  ): Promise<Run | undefined>;
  /** Runs of a user, and in a chat, that have not ended and do not wait for a person; those of the chat in the order in which they begin. */
  goingOn(tx: Transaction, userId: string, threadId: string): Promise<RunGoingOn[]>;
  /**
   * The runs of a chat that a run has waited for and whose answers it may see, by id; each with how many messages the conversation had
   * that it has answered.
   */
  waitedFor(task: RunTask): Promise<ReadonlyMap<string, number>>;
  /** The runs of a chat, or else of a user; the newest first. @param after the last one that was read */
  list(which: RunQuery, after: Pick<Run, 'createdAt' | 'id'> | undefined, limit: number): Promise<Run[]>;
  /** Runs in a chat that go on or were created since, in ms since 1970; the oldest first, at most 100. */
  ofThread(tenantId: string, threadId: string, since: number): Promise<Run[]>;
  /** What a user's runs have used, by day, agent and model; the last day first. @param after the last group that was read */
  usage(which: UsageQuery, after: UsageGroup | undefined, limit: number): Promise<(UsageGroup & UsageSum)[]>;
  totalUsage(which: UsageQuery): Promise<UsageSum>;
}

/** A run that has not ended. */
export type RunGoingOn = Pick<Run, 'id' | 'phase' | 'requestedBy' | 'threadId'>;

/** Which runs. */
export interface RunQuery {
  readonly tenantId: string;
  readonly of: { readonly threadId: string } | { readonly userId: string };
  /** Empty for all. */
  readonly phases: readonly Run['phase'][];
  /** Empty for all. */
  readonly agentId: string;
}

/** Whose runs, and from when to when they were created, in milliseconds since 1970. */
export interface UsageQuery {
  readonly tenantId: string;
  readonly userId: string;
  readonly createdAfter: number | undefined;
  readonly createdBefore: number | undefined;
  /** The IANA name of the zone whose days are meant. */
  readonly timeZone: string;
}

export interface UsageGroup {
  /** `2026-11-30` */
  readonly day: string;
  readonly agentId: string;
  readonly model: string;
}

export interface UsageSum {
  readonly runs: number;
  readonly failedRuns: number;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
}

/** Wakes those who follow a chat when a run is created in it, or goes on after a person has answered; a hint. */
export interface RunTail {
  listen(
    tenantId: string,
    threadId: string,
  ): {
    /** Resolves when one was created since the last `wait`, after `milliseconds`, or when the signal aborts. */
    wait(milliseconds: number, signal: AbortSignal): Promise<void>;
    stop(): void;
  };
  /** Nobody hears anything any more. */
  stop(): void;
}

/** What a lease keeps of a run while it goes on. */
export type Lease = Pick<
  RunTask,
  'attempt' | 'cancelReason' | 'decided' | 'mayPropose' | 'messageCount' | 'requestId' | 'tries'
>;

/** Says which process works on which run. */
export interface RunLeases {
  /** This process: `<host>/<process>`, unique among processes. */
  readonly owner: string;
  /** Renews the leases of these runs. Answers those that still belong to this process. */
  renew(
    runIds: readonly string[],
  ): Promise<{ readonly runId: string; readonly cancelReason?: CancelReason | undefined }[]>;
  /** Runs of all tenants that no process works on and that one should, at most `limit`. */
  expired(limit: number): Promise<RunRef[]>;
  /** Ends the leases of other processes of this process's host. */
  expireHost(): Promise<void>;
  /** Gives a run up: any process may take it over after `pauseMs`. Does nothing when it belongs to another one. */
  release(task: RunTask, pauseMs: number): Promise<void>;
  /** The attempt that would follow, if nobody works on the run now, and the request that the run came from. */
  next(ref: RunRef): Promise<Pick<Lease, 'attempt' | 'requestId' | 'tries'> | undefined>;
  /** What is created and begun in a chat happens one after the other. Writes nothing, so an append may follow. */
  lockThread(tx: Transaction, tenantId: string, threadId: string): Promise<void>;
  /** The first lease of a new run; of one that waits, without an owner. */
  insert(
    tx: Transaction,
    run: RunRef & Omit<Lease, 'attempt' | 'cancelReason' | 'decided' | 'tries'> & { readonly enqueued: boolean },
  ): Promise<Lease>;
  /** Whether the turn of a run that waits has come, or it shall be cancelled. Holds as long as its thread is locked. */
  mayBegin(tx: Transaction, runId: string): Promise<boolean>;
  /** The lease of a run that goes on after a person has answered; without an owner. Nothing when it is to be cancelled. */
  insertResumed(tx: Transaction, run: RunRef & Pick<Lease, 'decided' | 'mayPropose' | 'requestId'>): Promise<void>;
  /** Has runs of all tenants cancelled that have asked a person and were not answered in time: `approval_expired`; at most `limit`. */
  cancelOverdue(limit: number): Promise<void>;
  /** Begins an attempt; undefined when another process was faster. */
  claim(tx: Transaction, runId: string, attempt: number): Promise<Lease | undefined>;
  /**
   * Takes the lease of a run away that ends, and answers which run of its chat waits next, if any; undefined when the lease does not
   * belong to this process any more.
   */
  remove(
    tx: Transaction,
    task: RunTask,
  ): Promise<{ readonly next: string | undefined; readonly cancelReason?: CancelReason | undefined } | undefined>;
  /** Tells the owners of runs that somebody wants them cancelled. A run that waits for a person gets a lease for it. */
  requestCancel(tx: Transaction, runIds: readonly string[], reason: CancelReason): Promise<void>;
}

/** Keys that were cancelled before they were used. */
export interface CancelledKeys {
  /** What one user creates and cancels happens one after the other. Writes nothing, so an append may follow. */
  lockUser(tx: Transaction, tenantId: string, userId: string): Promise<void>;
  has(tx: Transaction, userId: string, key: string): Promise<boolean>;
  add(tx: Transaction, tenantId: string, userId: string, key: string): Promise<void>;
}

/** What a run has said so far. */
export interface Progress {
  /** Of the last frame; of the last status once the run has ended. */
  readonly index: number;
  /** Undefined when it has said nothing. */
  readonly snapshot: Said | undefined;
}

/** What runs have said, for whoever needs it when the frames are gone. */
export interface RunProgress {
  /** Keeps what a run has said so far, as long as it belongs to this process. */
  save(task: RunTask, index: number, snapshot: Said): Promise<void>;
  /** What a run had said when that was last kept. */
  find(ref: RunRef): Promise<Progress | undefined>;
  /** Keeps what a run has said that ends, in milliseconds since 1970, or that waits for a person: undefined. */
  saveLast(tx: Transaction, ref: RunRef, said: Progress, endedAt: number | undefined): Promise<void>;
  /** Removes what runs have left behind that ended before, and unused cancellations; `before` is milliseconds since 1970. */
  forget(before: number): Promise<void>;
}

/** Another process owns the run now: stop working on it. */
export class LeaseLostError extends Error {
  constructor({ runId }: RunRef) {
    super(`run ${runId} belongs to another process now`);
    this.name = 'LeaseLostError';
  }
}
