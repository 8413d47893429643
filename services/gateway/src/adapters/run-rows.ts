import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Runs } from '../app/ports.ts';
import type { Run } from '../domain/run/state.ts';
import { usageRows } from './usage-rows.ts';

/** A run, with what does not belong to its phase as well. */
const SELECT_RUN = `select phase, id, thread_id as "threadId", agent_id as "agentId", requested_by as "requestedBy",
  idempotency_key as "idempotencyKey", attempt, owner, reason, message_id as "messageId",
  json_build_object('inputTokens', input_tokens, 'outputTokens', output_tokens, 'model', model) as usage,
  (extract(epoch from created_at) * 1000)::float8 as "createdAt",
  (extract(epoch from started_at) * 1000)::float8 as "startedAt",
  (extract(epoch from ended_at) * 1000)::float8 as "endedAt"
  from gateway.runs`;

export function createRunRows(pool: pg.Pool): Runs {
  return {
    async find({ tenantId, runId }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query(`${SELECT_RUN} where id = $1`, [runId]);
        return runFromRow(rows[0]);
      });
    },
    async findOwn(tx, userId, by) {
      const [column, value] = 'runId' in by ? ['id', by.runId] : ['idempotency_key', by.key];
      const { rows } = await tx.query(
        `${SELECT_RUN} where requested_by = $1 and ${column} = $2
        order by created_at desc limit 1`,
        [userId, value],
      );
      return runFromRow(rows[0]);
    },
    async countActive(tx, userId) {
      const { rowCount } = await tx.query('select from gateway.runs where requested_by = $1 and ended_at is null', [
        userId,
      ]);
      return rowCount ?? 0;
    },
    ...usageRows(pool),
    async ofThread(tenantId, threadId, since) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query(
          `${SELECT_RUN} where thread_id = $1 and (ended_at is null or created_at >= $2)
          order by created_at, id limit 100`,
          [threadId, new Date(since).toISOString()],
        );
        return rows.map((row) => runFromRow(row)!);
      });
    },
  };
}

function runFromRow(row: Run | undefined): Run | undefined {
  return row && 'startedAt' in row ? { ...row, startedAt: row.startedAt ?? undefined } : row;
}
