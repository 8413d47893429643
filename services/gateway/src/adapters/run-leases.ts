import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Lease, RunLeases, RunRef } from '../app/ports.ts';
import type { CancelReason } from '../domain/run/state.ts';

/** Of a lease, or of what `renew_leases` answers; null when the run shall go on. */
const CANCEL_REASON = `case when cancel_requested then coalesce(nullif(cancel_reason, ''), 'cancelled_by_user') end`;
const LEASE = `attempt, ${CANCEL_REASON} as "cancelReason", message_count as "messageCount",
  may_propose as "mayPropose", request_id as "requestId"`;

type LeaseRow = Omit<Lease, 'cancelReason'> & { readonly cancelReason: CancelReason | null };

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
          `select attempt + 1 as attempt, request_id as "requestId" from gateway.run_leases
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
      const { rows } = await tx.query<{ next: string | null }>(
        `delete from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3 returning (
           select r.id from gateway.runs r where r.thread_id = $4 and r.phase = 'queued' and r.ended_at is null
           order by r.created_at, r.id limit 1) as next`,
        [runId, owner, attempt, threadId],
      );
      return rows[0] && { next: rows[0].next ?? undefined };
    },
    async requestCancel(tx, runIds, reason) {
      await tx.query(
        'update gateway.run_leases set cancel_requested = true, cancel_reason = $2 where run_id = any ($1)',
        [runIds, reason],
      );
    },
  };
}

function leaseFromRow({ cancelReason, ...lease }: LeaseRow): Lease {
  return { ...lease, cancelReason: cancelReason ?? undefined };
}
