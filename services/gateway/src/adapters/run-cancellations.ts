import { type Transaction, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { RunRef } from '../app/ports.ts';
import { hasEnded, type Run } from '../domain/run/state.ts';
import { type RunRow, runFromRow } from './run-rows.ts';

/** What people want cancelled. The owner of a run finds it with the lease. */
export class RunCancellations {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Asks for a user's run to be cancelled. Answers the run; undefined when there is none. */
  async requestById({ tenantId, runId }: RunRef, userId: string): Promise<Run | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      const { rows } = await tx.query<RunRow>('select * from gateway.runs where id = $1 and requested_by = $2', [
        runId,
        userId,
      ]);
      return rows[0] && request(tx, rows[0]);
    });
  }

  /** Asks for what a key was used for, or will be, to be cancelled. Answers the run, if there is one yet. */
  async requestByKey(tenantId: string, userId: string, key: string): Promise<Run | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      await lockUser(tx, tenantId, userId);
      const { rows } = await tx.query<RunRow>(
        'select * from gateway.runs where requested_by = $1 and idempotency_key = $2',
        [userId, key],
      );
      if (rows[0]) return request(tx, rows[0]);
      await tx.query(
        `insert into gateway.run_cancellations (tenant_id, user_id, idempotency_key) values ($1, $2, $3)
         on conflict do nothing`,
        [tenantId, userId, key],
      );
      return undefined;
    });
  }
}

/** What one user creates and cancels happens one after the other. Takes no transaction id, so an append may follow. */
export async function lockUser(tx: Transaction, tenantId: string, userId: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('gateway user ' || $1 || '/' || $2, 0))", [
    tenantId,
    userId,
  ]);
}

/** Whether a key was cancelled before it was used. */
export async function isKeyCancelled(tx: Transaction, userId: string, key: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'select from gateway.run_cancellations where user_id = $1 and idempotency_key = $2',
    [userId, key],
  );
  return rowCount === 1;
}

async function request(tx: Transaction, row: RunRow): Promise<Run> {
  const run = runFromRow(row);
  if (!hasEnded(run))
    await tx.query('update gateway.run_leases set cancel_requested = true where run_id = $1', [run.id]);
  return run;
}
