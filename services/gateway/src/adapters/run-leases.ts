import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Lease, RunLeases, RunRef } from '../app/ports/runs.ts';
import type { Decided } from '../domain/run/interrupt.ts';
import type { CancelReason } from '../domain/run/state.ts';

/** Of a lease, or of what `renew_leases` answers; null when the run shall go on. */
const CANCEL_REASON = `case when cancel_requested then coalesce(nullif(cancel_reason, ''), 'cancelled_by_user') end`;
const LEASE = `attempt, attempt - first_attempt + 1 as tries, decided, ${CANCEL_REASON} as "cancelReason", message_count as "messageCount",
  may_propose as "mayPropose", request_id as "requestId"`;

type LeaseRow = Omit<Lease, 'cancelReason' | 'decided'> & {
  readonly cancelReason: CancelReason | null;
  readonly decided: Decided | null;
};

/**
 * Leases, timed by the clock of the database.
 * @param durationMs how long one lasts without renewal
 */
export function createRunLeases(pool: pg.Pool, owner: string, durationMs: number): RunLeases {
  const seconds = durationMs / 1000;
  return {
    owner,
    async renew(runIds) {
      const { rows } = await pool.query<{ runId: string; cancelReason: CancelReason | null }>(
        `select run_id as "runId", ${CANCEL_REASON} as "cancelReason"
         from gateway.renew_leases($1, $2, make_interval(secs => $3))`,
        [owner, runIds, seconds],
      );
      return rows.map(({ runId, cancelReason }) => ({ runId, cancelReason: cancelReason ?? undefined }));
    },
    async expired(limit) {
      const { rows } = await pool.query<RunRef>(
        'select tenant_id as "tenantId", run_id as "runId" from gateway.expired_leases($1)',
        [limit],
      );
      return rows;
    },
    async expireHost() {
      await pool.query('select gateway.expire_leases_of_host($1, $2)', [owner.split('/')[0], owner]);
    },
    async release({ tenantId, runId, attempt }, pauseMs) {
      await withTenant(pool, tenantId, (tx) =>
        tx.query(
          `update gateway.run_leases set expires_at = clock_timestamp() + make_interval(secs => $4)
           where run_id = $1 and owner = $2 and attempt = $3`,
          [runId, owner, attempt, pauseMs / 1000],
        ),
      );
    },
    async next({ tenantId, runId }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<Lease>(
          `select attempt + 1 as attempt, attempt - first_attempt + 2 as tries, request_id as "requestId" from gateway.run_leases
           where run_id = $1 and expires_at < clock_timestamp()`,
          [runId],
        );
        return rows[0];
      });
    },
    async lockThread(tx, tenantId, threadId) {
      await tx.query("select pg_advisory_xact_lock(hashtextextended('gateway thread ' || $1 || '/' || $2, 0))", [
        tenantId,
        threadId,
      ]);
    },
    async mayBegin(tx, runId) {
      const { rowCount } = await tx.query(
        `select from gateway.run_leases where run_id = $1
           and (owner <> '' or cancel_requested or gateway.may_begin(tenant_id, run_id))`,
        [runId],
      );
      return rowCount === 1;
    },
    async insert(tx, { tenantId, runId, messageCount, mayPropose, requestId, enqueued }) {
      const { rows } = await tx.query<LeaseRow>(
        `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, may_propose, request_id)
         values ($1, $2, $3, $4, case when $4 = 0 then '-infinity' else clock_timestamp() + make_interval(secs => $5) end, $6, $7, $8)
         returning ${LEASE}`,
        [tenantId, runId, enqueued ? '' : owner, enqueued ? 0 : 1, seconds, messageCount, mayPropose, requestId],
      );
      return leaseFromRow(rows[0]!);
    },
    async insertResumed(tx, { runId, decided, mayPropose, requestId }) {
      await tx.query(
        `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, first_attempt, expires_at, message_count, may_propose,
           request_id, decided)
         select tenant_id, id, '', attempt, attempt + 1, '-infinity', message_count, $2, $3, $4 from gateway.runs where id = $1
         on conflict (tenant_id, run_id) do nothing`,
        [runId, mayPropose, requestId, JSON.stringify(decided)],
      );
    },
    async cancelOverdue(limit) {
      const { rows } = await pool.query<RunRef>(
        'select tenant_id as "tenantId", run_id as "runId" from gateway.overdue_interrupts($1)',
        [limit],
      );
      for (const { tenantId, runId } of rows) {
        await withTenant(pool, tenantId, (tx) => this.requestCancel(tx, [runId], 'approval_expired'));
      }
    },
    async claim(tx, runId, attempt) {
      const { rows } = await tx.query<LeaseRow>(
        `update gateway.run_leases set owner = $2, attempt = $3,
           expires_at = clock_timestamp() + make_interval(secs => $4)
         where run_id = $1 and attempt = $3 - 1 and expires_at < clock_timestamp() returning ${LEASE}`,
        [runId, owner, attempt, seconds],
      );
      return rows[0] && leaseFromRow(rows[0]);
    },
    async remove(tx, { runId, attempt, threadId }) {
      const { rows } = await tx.query<{ next: string | null; cancelReason: CancelReason | null }>(
        `delete from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3 returning (
           select r.id from gateway.runs r where r.thread_id = $4 and r.phase = 'queued' and r.ended_at is null
           order by r.created_at, r.id limit 1) as next, ${CANCEL_REASON} as "cancelReason"`,
        [runId, owner, attempt, threadId],
      );
      return rows[0] && { next: rows[0].next ?? undefined, cancelReason: rows[0].cancelReason ?? undefined };
    },
    async requestCancel(tx, runIds, reason) {
      await tx.query(
        'update gateway.run_leases set cancel_requested = true, cancel_reason = $2 where run_id = any ($1)',
        [runIds, reason],
      );
      // In a statement of its own: the run may have stopped to ask while the one before waited for its lease.
      await tx.query(
        `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, first_attempt, expires_at, cancel_requested, cancel_reason,
           message_count, may_propose, request_id)
         select tenant_id, id, '', attempt, attempt + 1, '-infinity', true, $2, message_count, false, ''
         from gateway.runs where id = any ($1) and phase = 'waiting_for_approval'
         on conflict (tenant_id, run_id) do nothing`,
        [runIds, reason],
      );
    },
  };
}

function leaseFromRow({ cancelReason, decided, ...lease }: LeaseRow): Lease {
  return { ...lease, cancelReason: cancelReason ?? undefined, decided: decided ?? undefined };
}
