import {
  type AppendResult,
  createEventStore,
  type EventStore,
  fingerprint,
  loadAggregate,
  streamName,
} from '@ameide/event-store';
import { type Transaction, withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type pg from 'pg';
import { LeaseLostError, type Outcome, type Progress, type RunRef, type RunTask } from '../app/ports.ts';
import { declaration } from '../declaration.ts';
import type { RunCommand } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import { evolveRun } from '../domain/run/evolve.ts';
import type { Run, RunState } from '../domain/run/state.ts';
import { isKeyCancelled, lockUser } from './run-cancellations.ts';
import { decodeRunEvent, encodeRunEvent } from './run-events.ts';
import type { LeasedRun, RunLeases } from './run-leases.ts';
import type { RunProgress } from './run-progress.ts';
import { type RunRow, runFromRow, saveRun, taskFromRow } from './run-rows.ts';

/** A run to be created. */
export interface NewRun extends LeasedRun {
  readonly threadId: string;
  readonly agentId: string;
  readonly requestedBy: string;
  readonly traceparent: string;
  readonly idempotencyKey: string;
  /** What a repeat of the key must ask for, too. JSON. */
  readonly payload: unknown;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Created =
  | { readonly outcome: 'started'; readonly task: RunTask }
  /** The key was used or cancelled before: nothing is to be started. */
  | { readonly outcome: 'exists'; readonly runId: string }
  | { readonly outcome: 'refused'; readonly reason: 'idempotency_key_reused' | 'too_many_runs' };

export interface RunStoreOptions {
  readonly pool: pg.Pool;
  readonly leases: RunLeases;
  readonly progress: RunProgress;
  /** Attempts that a run is begun with at most. */
  readonly maxAttempts: number;
  /** Runs of one user that may be active at once. */
  readonly maxRunsPerUser: number;
}

/** Runs: their streams of events, and the rows that people read. */
export class RunStore {
  readonly #options: RunStoreOptions;
  readonly #pool: pg.Pool;
  readonly #events: EventStore;

  constructor(options: RunStoreOptions) {
    this.#options = options;
    this.#pool = options.pool;
    this.#events = createEventStore({ pool: options.pool, schema: declaration.schema });
  }

  /** Creates a run that this process owns, or finds the one that the key was used for. */
  async create(run: NewRun): Promise<Created> {
    const { tenantId, runId, requestedBy, idempotencyKey } = run;
    const { leases, progress, maxRunsPerUser } = this.#options;
    try {
      return await withTenant(this.#pool, tenantId, async (tx): Promise<Created> => {
        await lockUser(tx, tenantId, requestedBy);
        const cancelled = await isKeyCancelled(tx, requestedBy, idempotencyKey);
        const { threadId, agentId, at } = run;
        const commands: RunCommand[] = [
          { type: 'CreateRun', runId, threadId, agentId, requestedBy, idempotencyKey, at },
          cancelled ? cancelBeforeStart(at) : { type: 'StartRun', attempt: 1, owner: leases.owner, at },
        ];
        const { state, result } = await this.#append(tx, run, undefined, 0, commands, {
          scope: `${requestedBy}/Generate`,
          key: idempotencyKey,
          fingerprint: fingerprint(run.payload),
          result: { runId },
        });
        if (result.outcome === 'replayed') {
          return { outcome: 'exists', runId: (result.result as { runId: string }).runId };
        }
        if (result.outcome === 'refused') return { outcome: 'refused', reason: 'idempotency_key_reused' };
        await saveRun(tx, tenantId, state);
        if (cancelled) {
          await progress.saveLast(tx, run, { index: 1, snapshot: undefined }, at);
          return { outcome: 'exists', runId };
        }
        if ((await countActive(tx, requestedBy)) > maxRunsPerUser) throw new TooManyRuns();
        return { outcome: 'started', task: taskFromRow(tenantId, state, await leases.insert(tx, run)) };
      });
    } catch (error) {
      if (error instanceof TooManyRuns) return { outcome: 'refused', reason: 'too_many_runs' };
      throw error;
    }
  }

  /** The run as people see it; undefined when there is none. */
  async find({ tenantId, runId }: RunRef): Promise<Run | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      const { rows } = await tx.query<RunRow>('select * from gateway.runs where id = $1', [runId]);
      return rows[0] && runFromRow(rows[0]);
    });
  }

  /** Makes this process the owner of a run whose lease has expired; undefined when another one was faster. */
  async takeOver(ref: RunRef, at: number): Promise<RunTask | undefined> {
    const { leases, maxAttempts } = this.#options;
    try {
      return await withTenant(this.#pool, ref.tenantId, async (tx) => {
        const next = await leases.nextAttempt(tx, ref.runId);
        if (next === undefined) return undefined;
        const { attempt, requestId } = next;
        const { state, version } = await this.#load(tx, ref);
        const origin = { ...ref, requestId, requestedBy: state?.requestedBy ?? '' };
        // An attempt too many begins only to end the run.
        const start: RunCommand = { type: 'StartRun', attempt, owner: leases.owner, at };
        const { state: started, result } = await this.#append(
          tx,
          origin,
          state,
          version,
          attempt > maxAttempts ? [] : [start],
        );
        const lease = result.outcome === 'appended' ? await leases.claim(tx, ref.runId, attempt) : undefined;
        if (lease === undefined) throw new LeaseLostError(ref);
        await saveRun(tx, ref.tenantId, started);
        return taskFromRow(ref.tenantId, started, lease);
      });
    } catch (error) {
      if (error instanceof LeaseLostError) return undefined;
      throw error;
    }
  }

  /** Ends a run of this process. @throws LeaseLostError when it belongs to another one. */
  async end(task: RunTask, outcome: Outcome, said: Progress, at: number): Promise<void> {
    const { leases, progress } = this.#options;
    await withTenant(this.#pool, task.tenantId, async (tx) => {
      const { state, version } = await this.#load(tx, task);
      const { state: ended, result } = await this.#append(tx, task, state, version, [
        { type: 'EndRun', ...outcome, at },
      ]);
      if (result.outcome !== 'appended' || !(await leases.remove(tx, task))) throw new LeaseLostError(task);
      await saveRun(tx, task.tenantId, ended);
      await progress.saveLast(tx, task, said, at);
    });
  }

  /** @throws Error when the database cannot be reached. */
  async ping(): Promise<void> {
    await this.#pool.query('select 1');
  }

  #load(tx: Transaction, { tenantId, runId }: RunRef): Promise<{ state: RunState; version: number }> {
    const decider = {
      initialState: undefined as RunState,
      evolve: (state: RunState, event: Parameters<typeof decodeRunEvent>[0]) => evolveRun(state, decodeRunEvent(event)),
    };
    return loadAggregate(this.#events, tenantId, streamName('run', tenantId, runId), decider, { tx });
  }

  /** Decides the commands one after the other and appends what they lead to. @throws LeaseLostError on a refusal. */
  async #append(
    tx: Transaction,
    origin: Pick<NewRun, 'tenantId' | 'runId' | 'requestedBy' | 'requestId'> & { readonly traceparent?: string },
    before: RunState,
    version: number,
    commands: readonly RunCommand[],
    idempotency?: { scope: string; key: string; fingerprint: string; result: unknown },
  ): Promise<{ state: Run; result: AppendResult }> {
    const metadata = eventMetadata({ ...origin, actorId: origin.requestedBy });
    let state = before;
    const events = commands.flatMap((command) => {
      const decision = decideRun(command, state);
      if ('refused' in decision) throw new LeaseLostError(origin);
      state = decision.events.reduce(evolveRun, state);
      return decision.events.map((event) => ({ ...encodeRunEvent(event), metadata }));
    });
    const stream = streamName('run', origin.tenantId, origin.runId);
    const result = await this.#events.append(
      origin.tenantId,
      { streams: [{ stream, expectedVersion: version, events }], ...(idempotency && { idempotency }) },
      { tx },
    );
    if (!state) throw new Error(`run ${origin.runId} has a lease but was never created`);
    return { state, result };
  }
}

class TooManyRuns extends Error {}

function cancelBeforeStart(at: number): RunCommand {
  const usage = { inputTokens: 0, outputTokens: 0, model: '' };
  return { type: 'EndRun', ending: 'cancelled', reason: 'cancelled_by_user', usage, messageId: '', at };
}

async function countActive(tx: Transaction, userId: string): Promise<number> {
  const { rows } = await tx.query<{ active: string }>(
    'select count(*) as active from gateway.runs where requested_by = $1 and ended_at is null',
    [userId],
  );
  return Number(rows[0]!.active);
}
