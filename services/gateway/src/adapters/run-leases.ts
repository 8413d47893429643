import { type Transaction, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { RunRef, RunTask } from '../app/ports.ts';

export interface LeaseRow {
  readonly attempt: number;
  readonly cancel_requested: boolean;
  readonly message_count: number;
  readonly roles: string[];
  readonly request_id: string;
}

/** What a lease keeps of a run that is created. */
export interface LeasedRun extends RunRef {
  readonly messageCount: number;
  readonly roles: readonly string[];
  readonly requestId: string;
}

/** Says which process works on which run. Timed by the clock of the database. */
export class RunLeases {
  readonly #pool: pg.Pool;
  /** `<host>/<process>`, unique among processes. */
  readonly owner: string;
  readonly #seconds: number;

  /** @param duration milliseconds that a lease lasts without renewal */
  constructor(pool: pg.Pool, owner: string, duration: number) {
    this.#pool = pool;
    this.owner = owner;
    this.#seconds = duration / 1000;
  }

  /** Renews the leases of these runs. Answers those that still belong to this process. */
  async renew(runIds: readonly string[]): Promise<{ readonly runId: string; readonly cancelRequested: boolean }[]> {
    const { rows } = await this.#pool.query<{ run_id: string; cancel_requested: boolean }>(
      'select * from gateway.renew_leases($1, $2, make_interval(secs => $3))',
      [this.owner, runIds, this.#seconds],
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
    await this.#pool.query('select gateway.expire_leases_of_host($1, $2)', [this.owner.split('/')[0], this.owner]);
  }

  /** Gives a run up: any process may take it over after `pause` ms. Does nothing when it belongs to another one. */
  async release({ tenantId, runId, attempt }: RunTask, pause: number): Promise<void> {
    await withTenant(this.#pool, tenantId, (tx) =>
      tx.query(
        `update gateway.run_leases set expires_at = clock_timestamp() + make_interval(secs => $4)
         where run_id = $1 and owner = $2 and attempt = $3`,
        [runId, this.owner, attempt, pause / 1000],
      ),
    );
  }

  /** The first lease of a new run. */
  async insert(tx: Transaction, run: LeasedRun): Promise<LeaseRow> {
    const { rows } = await tx.query<LeaseRow>(
      `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, roles, request_id)
       values ($1, $2, $3, 1, clock_timestamp() + make_interval(secs => $4), $5, $6, $7) returning *`,
      [run.tenantId, run.runId, this.owner, this.#seconds, run.messageCount, run.roles, run.requestId],
    );
    return rows[0]!;
  }

  /** The attempt that would follow, if nobody works on the run now, and the request that the run came from. */
  async nextAttempt(tx: Transaction, runId: string): Promise<{ attempt: number; requestId: string } | undefined> {
    const { rows } = await tx.query<{ attempt: number; requestId: string }>(
      `select attempt + 1 as attempt, request_id as "requestId" from gateway.run_leases
       where run_id = $1 and expires_at < clock_timestamp()`,
      [runId],
    );
    return rows[0];
  }

  /** Begins an attempt; undefined when another process was faster. */
  async claim(tx: Transaction, runId: string, attempt: number): Promise<LeaseRow | undefined> {
    const { rows } = await tx.query<LeaseRow>(
      `update gateway.run_leases set owner = $2, attempt = $3,
         expires_at = clock_timestamp() + make_interval(secs => $4)
       where run_id = $1 and attempt = $3 - 1 and expires_at < clock_timestamp() returning *`,
      [runId, this.owner, attempt, this.#seconds],
    );
    return rows[0];
  }

  /** Takes the lease of a run away that ends; false when it does not belong to this process any more. */
  async remove(tx: Transaction, { runId, attempt }: RunTask): Promise<boolean> {
    const { rowCount } = await tx.query(
      'delete from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3',
      [runId, this.owner, attempt],
    );
    return rowCount === 1;
  }
}
