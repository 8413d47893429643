import type { Transaction } from '@ameide/postgres';
import type pg from 'pg';
import type { IdempotencyKey } from '../append.ts';
import type { EventMetadata } from '../events.ts';
import type { Aggregate, Change, Loaded } from './aggregate.ts';
import type { DomainEvent } from './decision.ts';
import type { RowChange } from './row-changes.ts';

/**
 * A command, ready to be run: what it reads, what it decides and answers, what makes a repeat safe. It may be read and
 * decided several times, so nothing of it has effects outside the transaction.
 */
export interface Command<Known, Answer, Refused> {
  /**
   * Locks that are taken before anything is read; the command then runs in one transaction from there. Must not write: an
   * append takes its transaction id after its locks.
   */
  readonly lock?: (tx: Transaction) => Promise<void>;
  /** Reads what is decided on: aggregates, each with its version, and whatever else is stored. */
  read(source: CommandSource): Promise<Known>;
  /** May wait for workers, not for the database. */
  decide(known: Known, signal: AbortSignal): Outcome<Answer, Refused> | Promise<Outcome<Answer, Refused>>;
  /** Makes a repeat get the first answer. Without it, a repeat is another command. */
  readonly idempotency?: CommandIdempotency<Answer> | undefined;
  /**
   * Deciding takes long: nothing is held meanwhile, so others may be faster again and again, and a repeat is answered
   * without deciding.
   */
  readonly slow?: boolean;
}

/** Where a command reads. */
export interface CommandSource {
  readonly tenantId: string;
  /** The transaction of the command, or the pool while there is none: for single statements that assume the tenant. */
  readonly db: pg.Pool | Transaction;
  /** Reads as the tenant, in the transaction of the command or in one of its own. */
  query<T>(read: (tx: Transaction) => Promise<T>): Promise<T>;
  /** An aggregate from its stream. */
  load<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
  ): Promise<Loaded<State, Event> & { readonly version: number }>;
}

/** What a command leads to; changes without events and rows mean that everything is so already. */
export type Outcome<Answer, Refused> = { readonly refused: Refused } | Decided<Answer, Refused>;

export interface Decided<Answer, Refused> {
  /** All or nothing. */
  readonly changes: readonly Change[];
  readonly answer: Answer;
  /** Rows that are made from more than the events, such as what is costly to make again; after those of the projections. */
  readonly rows?: readonly RowChange[];
  /**
   * What else commits with the events and is no state of theirs: leases, documents. May give another answer (repeats get
   * the decided one), or refuse, and then nothing is written.
   */
  readonly write?: (
    tx: Transaction,
  ) => Promise<undefined | { readonly answer: Answer } | { readonly refused: Refused }>;
}

export interface CommandIdempotency<Answer> extends IdempotencyKey {
  /** What of the answer is kept for repeats, as JSON; the answer itself unless given. */
  record?(answer: Answer): unknown;
  /** The answer to a repeat, from what was kept. */
  replay?(recorded: unknown): Answer;
}

/** On whose behalf a command runs. */
export interface CommandContext {
  readonly tenantId: string;
  /** Of every event. */
  readonly metadata: EventMetadata;
  /** Ends the attempts: the call rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Why the runner itself refuses; in the form of the service kit's refusals.
 *   idempotency_key_reused  the key belongs to another request
 *   version_conflict        others kept changing what the command reads; the server's version is 0 where none was told
 */
export type CommandRefusal =
  | { readonly reason: 'idempotency_key_reused' }
  | { readonly reason: 'version_conflict'; readonly conflict: { readonly serverVersion: number } };

/** How a command ended. */
export type Executed<Answer, Refused> = { readonly answer: Answer } | { readonly refused: Refused | CommandRefusal };

/** Runs a command. @throws what the database or the command throws, or the reason of the caller's signal */
export type RunCommand = <Known, Answer, Refused>(
  command: Command<Known, Answer, Refused>,
  context: CommandContext,
) => Promise<Executed<Answer, Refused>>;
