import { fieldsOf } from '@ameide/event-store';
import type { AppliedRuns } from '../app/mark-modified.ts';

export const appliedRuns: AppliedRuns = {
  async lock(tx, tenantId, runId) {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`applied run ${tenantId} ${runId}`]);
  },

  async artifactsOf(tx, runId) {
    const { rows } = await tx.query('select artifact_id, applied_at from threads.applied_runs where run_id = $1', [
      runId,
    ]);
    return rows.map(fieldsOf<{ readonly artifactId: string; readonly appliedAt: number }>);
  },

  async remember(tx, { runId, artifactId, appliedAt }) {
    await tx.query(
      `insert into threads.applied_runs (tenant_id, run_id, artifact_id, applied_at)
       values (current_setting('app.tenant_id'), $1, $2, $3) on conflict do nothing`,
      [runId, artifactId, new Date(appliedAt).toISOString()],
    );
    const { rows } = await tx.query<{ chat_id: string }>(
      `select chat_id from threads.messages
       where message -> 'author' ? 'runId' and message -> 'author' ->> 'runId' = $1 limit 1`,
      [runId],
    );
    return rows[0]?.chat_id;
  },
};
