import { type Snapshot, SnapshotSchema } from '@ameide/contracts/inference/v1/run';
import {
  type AppendResult,
  createEventStore,
  type EventStore,
  fingerprint,
  loadAggregate,
  streamName,
} from '@ameide/event-store';
import { type Transaction, withTenant } from '@ameide/postgres';
import { toBinary } from '@bufbuild/protobuf';
import type pg from 'pg';
import { LeaseLostError, type Outcome, type Progress, type RunRef, type RunTask } from '../app/ports.ts';
import type { RunCommand } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import { evolveRun } from '../domain/run/evolve.ts';
import { hasEnded, type Run, type RunState } from '../domain/run/state.ts';
import { decodeRunEvent, encodeRunEvent } from './run-events.ts';
import {
  type LeaseRow,
  type ProgressRow,
  progressFromRow,
  type RunRow,
  runFromRow,
  saveRun,
  taskFromRow,
} from './run-rows.ts';

/** A run to be created. */
export interface NewRun extends RunRef {
  readonly threadId: string;
  readonly agentId: string;
  readonly requestedBy: string;
  readonly roles: readonly string[];
  readonly requestId: string;
  readonly traceparent: string;
  readonly messageCount: number;
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
  /** `<host>/<process>`, unique among processes. */
  readonly owner: string;
  /** Milliseconds that a lease lasts without renewal. */
  readonly leaseDuration: number;
  /** Attempts that a run is begun with at most. */
  readonly maxAttempts: number;
  /** Runs of one user that may be active at once. */
  readonly maxRunsPerUser: number;
}

/** Runs, their leases and what they have said: the schema `gateway`. Leases are timed by the clock of the database. */
export class RunStore {
  readonly #options: RunStoreOptions;
  readonly #pool: pg.Pool;
  readonly #events: EventStore;

  constructor(options: RunStoreOptions) {
    this.#options = options;
    this.#pool = options.pool;
    this.#events = createEventStore({ pool: options.pool, schema: 'gateway' });
  }

  /** Creates a run that this process owns, or finds the one that the key was used for. */
  async create(run: NewRun): Promise<Created> {
    const { tenantId, runId, requestedBy, idempotencyKey } = run;
    const { owner, maxRunsPerUser } = this.#options;
    try {
      return await withTenant(this.#pool, tenantId, async (tx): Promise<Created> => {
        await lockUser(tx, tenantId, requestedBy);
        const cancelled = await this.#isCancelled(tx, requestedBy, idempotencyKey);
        const { threadId, agentId, at } = run;
        const commands: RunCommand[] = [
          { type: 'CreateRun', runId, threadId, agentId, requestedBy, idempotencyKey, at },
          cancelled ? cancelBeforeStart(at) : { type: 'StartRun', attempt: 1, owner, at },
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
          await this.#saveEnd(tx, run, { index: 1, snapshot: undefined }, at);
          return { outcome: 'exists', runId };
        }
        if ((await countActive(tx, requestedBy)) > maxRunsPerUser) throw new TooManyRuns();
        return { outcome: 'started', task: taskFromRow(tenantId, state, await this.#insertLease(tx, run)) };
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

  /** Asks the owner of a user's run to cancel it. Answers the run; undefined when there is none. */
  async requestCancel(ref: RunRef, userId: string): Promise<Run | undefined> {
    return withTenant(this.#pool, ref.tenantId, async (tx) => {
      const { rows } = await tx.query<RunRow>('select * from gateway.runs where id = $1 and requested_by = $2', [
        ref.runId,
        userId,
      ]);
      return rows[0] && cancelRow(tx, rows[0]);
    });
  }

  /** Cancels what a key was used for, or will be: then there is no run to answer with yet. */
  async requestCancelByKey(tenantId: string, userId: string, key: string): Promise<Run | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      await lockUser(tx, tenantId, userId);
      const { rows } = await tx.query<RunRow>(
        'select * from gateway.runs where requested_by = $1 and idempotency_key = $2',
        [userId, key],
      );
      if (rows[0]) return cancelRow(tx, rows[0]);
      await tx.query(
        `insert into gateway.run_cancellations (tenant_id, user_id, idempotency_key) values ($1, $2, $3)
         on conflict do nothing`,
        [tenantId, userId, key],
      );
      return undefined;
    });
  }

  /** Renews the leases of these runs. Answers those that still belong to this process. */
  async renew(runIds: readonly string[]): Promise<{ readonly runId: string; readonly cancelRequested: boolean }[]> {
    const { rows } = await this.#pool.query<{ run_id: string; cancel_requested: boolean }>(
      'select * from gateway.renew_leases($1, $2, make_interval(secs => $3))',
      [this.#options.owner, runIds, this.#options.leaseDuration / 1000],
    );
    return rows.map((row) => ({ runId: row.run_id, cancelRequested: row.cancel_requested }));
  }

  /** Runs of all tenants that no process works on, at most `limit`. */
  async expired(limit: number): Promise<RunRef[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string; run_id: string }>(
      'select * from gateway.expired_leases($1)',
      [limit],
    );
    return rows.map((row) => ({ tenantId: row.tenant_id, runId: row.run_id }));
  }

  /** Ends the leases of other processes of this process's host. */
  async expireHost(): Promise<void> {
    const { owner } = this.#options;
    await this.#pool.query('select gateway.expire_leases_of_host($1, $2)', [owner.split('/')[0], owner]);
  }

  /** Makes this process the owner of a run whose lease has expired; undefined when another one was faster. */
  async takeOver(ref: RunRef, at: number): Promise<RunTask | undefined> {
    const { owner, leaseDuration, maxAttempts } = this.#options;
    try {
      return await withTenant(this.#pool, ref.tenantId, async (tx) => {
        const { rows } = await tx.query<{ attempt: number }>(
          'select attempt from gateway.run_leases where run_id = $1 and expires_at < clock_timestamp()',
          [ref.runId],
        );
        const attempt = (rows[0]?.attempt ?? 0) + 1;
        if (rows.length === 0) return undefined;
        const { state, version } = await this.#load(tx, ref);
        const commands: RunCommand[] = attempt > maxAttempts ? [] : [{ type: 'StartRun', attempt, owner, at }];
        const { state: started, result } = await this.#append(tx, ref, state, version, commands);
        if (result.outcome !== 'appended') throw new LeaseLostError(ref);
        const claimed = await tx.query<LeaseRow>(
          `update gateway.run_leases set owner = $2, attempt = $3,
             expires_at = clock_timestamp() + make_interval(secs => $4)
           where run_id = $1 and attempt = $3 - 1 and expires_at < clock_timestamp() returning *`,
          [ref.runId, owner, attempt, leaseDuration / 1000],
        );
        if (!claimed.rows[0]) throw new LeaseLostError(ref);
        await saveRun(tx, ref.tenantId, started);
        return taskFromRow(ref.tenantId, started, claimed.rows[0]);
      });
    } catch (error) {
      if (error instanceof LeaseLostError) return undefined;
      throw error;
    }
  }

  /** Gives a run up: any process may take it over after `pause` ms. Does nothing when it belongs to another one. */
  async release({ tenantId, runId, attempt }: RunTask, pause: number): Promise<void> {
    await withTenant(this.#pool, tenantId, (tx) =>
      tx.query(
        `update gateway.run_leases set expires_at = clock_timestamp() + make_interval(secs => $4)
         where run_id = $1 and owner = $2 and attempt = $3`,
        [runId, this.#options.owner, attempt, pause / 1000],
      ),
    );
  }

  /** Keeps what a run has said so far, as long as it belongs to this process. */
  async saveProgress({ tenantId, runId, attempt }: RunTask, index: number, snapshot: Snapshot): Promise<void> {
    await withTenant(this.#pool, tenantId, (tx) =>
      tx.query(
        `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot)
         select tenant_id, run_id, $4, $5 from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3
         on conflict (tenant_id, run_id) do update set frame_index = excluded.frame_index, snapshot = excluded.snapshot
         where run_progress.frame_index < excluded.frame_index`,
        [runId, this.#options.owner, attempt, index, toBinary(SnapshotSchema, snapshot)],
      ),
    );
  }

  /** What a run had said when that was last kept. */
  async progress({ tenantId, runId }: RunRef): Promise<Progress | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      const { rows } = await tx.query<ProgressRow>('select * from gateway.run_progress where run_id = $1', [runId]);
      return rows[0] && progressFromRow(rows[0]);
    });
  }

  /** Ends a run of this process. @throws LeaseLostError when it belongs to another one. */
  async end(task: RunTask, outcome: Outcome, progress: Progress, at: number): Promise<void> {
    await withTenant(this.#pool, task.tenantId, async (tx) => {
      const { state, version } = await this.#load(tx, task);
      const { state: ended, result } = await this.#append(tx, task, state, version, [
        { type: 'EndRun', ...outcome, at },
      ]);
      const { rowCount } = await tx.query(
        'delete from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3',
        [task.runId, this.#options.owner, task.attempt],
      );
      if (result.outcome !== 'appended' || rowCount !== 1) throw new LeaseLostError(task);
      await saveRun(tx, task.tenantId, ended);
      await this.#saveEnd(tx, task, progress, at);
    });
  }

  /** Removes what runs have said that ended before, and unused cancellations; `before` is milliseconds since 1970. */
  async forget(before: number): Promise<void> {
    await this.#pool.query('select gateway.forget_runs($1)', [new Date(before)]);
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
    ref: RunRef & Partial<Pick<NewRun, 'requestedBy' | 'requestId' | 'traceparent'>>,
    before: RunState,
    version: number,
    commands: readonly RunCommand[],
    idempotency?: { scope: string; key: string; fingerprint: string; result: unknown },
  ): Promise<{ state: Run; result: AppendResult }> {
    const metadata = {
      ...(ref.requestId && { correlationId: ref.requestId }),
      ...(ref.requestedBy && { actor: ref.requestedBy }),
      ...(ref.traceparent && { traceparent: ref.traceparent }),
    };
    let state = before;
    const events = commands.flatMap((command) => {
      const decision = decideRun(command, state);
      if ('refused' in decision) throw new LeaseLostError(ref);
      state = decision.events.reduce(evolveRun, state);
      return decision.events.map((event) => ({ ...encodeRunEvent(event), metadata }));
    });
    const stream = streamName('run', ref.tenantId, ref.runId);
    const result = await this.#events.append(
      ref.tenantId,
      { streams: [{ stream, expectedVersion: version, events }], ...(idempotency && { idempotency }) },
      { tx },
    );
    if (!state) throw new Error(`run ${ref.runId} has a lease but was never created`);
    return { state, result };
  }

  async #isCancelled(tx: Transaction, userId: string, key: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      'select from gateway.run_cancellations where user_id = $1 and idempotency_key = $2',
      [userId, key],
    );
    return rowCount === 1;
  }

  async #insertLease(tx: Transaction, run: NewRun): Promise<LeaseRow> {
    const { owner, leaseDuration } = this.#options;
    const { rows } = await tx.query<LeaseRow>(
      `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, roles, request_id)
       values ($1, $2, $3, 1, clock_timestamp() + make_interval(secs => $4), $5, $6, $7) returning *`,
      [run.tenantId, run.runId, owner, leaseDuration / 1000, run.messageCount, run.roles, run.requestId],
    );
    return rows[0]!;
  }

  async #saveEnd(tx: Transaction, ref: RunRef, { index, snapshot }: Progress, at: number): Promise<void> {
    await tx.query(
      `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot, ended_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, run_id) do update set
         frame_index = excluded.frame_index, snapshot = excluded.snapshot, ended_at = excluded.ended_at`,
      [ref.tenantId, ref.runId, index, snapshot ? toBinary(SnapshotSchema, snapshot) : null, new Date(at)],
    );
  }
}

class TooManyRuns extends Error {}

function cancelBeforeStart(at: number): RunCommand {
  const usage = { inputTokens: 0, outputTokens: 0, model: '' };
  return { type: 'EndRun', ending: 'cancelled', reason: 'cancelled_by_user', usage, messageId: '', at };
}

/** What one user creates and cancels happens one after the other. Takes no transaction id, so an append may follow. */
async function lockUser(tx: Transaction, tenantId: string, userId: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('gateway user ' || $1 || '/' || $2, 0))", [
    tenantId,
    userId,
  ]);
}

async function countActive(tx: Transaction, userId: string): Promise<number> {
  const { rows } = await tx.query<{ active: string }>(
    'select count(*) as active from gateway.runs where requested_by = $1 and ended_at is null',
    [userId],
  );
  return Number(rows[0]!.active);
}

async function cancelRow(tx: Transaction, row: RunRow): Promise<Run> {
  const run = runFromRow(row);
  if (!hasEnded(run))
    await tx.query('update gateway.run_leases set cancel_requested = true where run_id = $1', [run.id]);
  return run;
}
