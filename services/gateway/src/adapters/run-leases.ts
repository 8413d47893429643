import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Lease, RunLeases, RunRef } from '../app/ports.ts';

const LEASE = `attempt, cancel_requested as "cancelRequested", message_count as "messageCount",
  may_propose as "mayPropose", request_id as "requestId"`;

/**
 * Leases, timed by the clock of the database.
 * @param durationMs how long one lasts without renewal
 */
export function createRunLeases(pool: pg.Pool, owner: string, durationMs: number): RunLeases {
  const seconds = durationMs / 1000;
  return {
    owner,
    async renew(runIds) {
      const { rows } = await pool.query<{ runId: string; cancelRequested: boolean }>(
        `select run_id as "runId", cancel_requested as "cancelRequested"
         from gateway.renew_leases($1, $2, make_interval(secs => $3))`,
        [owner, runIds, seconds],
      );
      return rows;
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
    async insert(tx, { tenantId, runId, messageCount, mayPropose, requestId }) {
      const { rows } = await tx.query<Lease>(
        `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, may_propose, request_id)
         values ($1, $2, $3, 1, clock_timestamp() + make_interval(secs => $4), $5, $6, $7) returning ${LEASE}`,
        [tenantId, runId, owner, seconds, messageCount, mayPropose, requestId],
      );
      return rows[0]!;
    },
    async claim(tx, runId, attempt) {
      const { rows } = await tx.query<Lease>(
        `update gateway.run_leases set owner = $2, attempt = $3,
           expires_at = clock_timestamp() + make_interval(secs => $4)
         where run_id = $1 and attempt = $3 - 1 and expires_at < clock_timestamp() returning ${LEASE}`,
        [runId, owner, attempt, seconds],
      );
      return rows[0];
    },
    async remove(tx, { runId, attempt }) {
      const { rowCount } = await tx.query(
        'delete from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3',
        [runId, owner, attempt],
      );
      return rowCount === 1;
    },
    async requestCancel(tx, runId) {
      await tx.query('update gateway.run_leases set cancel_requested = true where run_id = $1', [runId]);
    },
  };
}
