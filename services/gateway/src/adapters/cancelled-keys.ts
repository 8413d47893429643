import type { CancelledKeys } from '../app/ports/runs.ts';

export function createCancelledKeys(): CancelledKeys {
  return {
    async lockUser(tx, tenantId, userId) {
      await tx.query("select pg_advisory_xact_lock(hashtextextended('gateway user ' || $1 || '/' || $2, 0))", [
        tenantId,
        userId,
      ]);
    },
    async has(tx, userId, key) {
      const { rowCount } = await tx.query(
        'select from gateway.run_cancellations where user_id = $1 and idempotency_key = $2',
        [userId, key],
      );
      return rowCount === 1;
    },
    async add(tx, tenantId, userId, key) {
      await tx.query(
        `insert into gateway.run_cancellations (tenant_id, user_id, idempotency_key) values ($1, $2, $3)
         on conflict do nothing`,
        [tenantId, userId, key],
      );
    },
  };
}
