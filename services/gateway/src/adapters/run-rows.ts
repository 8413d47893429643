import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { RunGoingOn, Runs } from '../app/ports/runs.ts';
import type { Run } from '../domain/run/state.ts';
import { usageRows } from './usage-rows.ts';

/** A run, with what does not belong to its phase as well. */
const SELECT_RUN = `select phase, id, thread_id as "threadId", agent_id as "agentId", requested_by as "requestedBy",
  idempotency_key as "idempotencyKey", enqueued, when_busy as "whenBusy", message_count as "messageCount", attempt, owner, reason, interrupt, message_id as "messageId",
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
    async goingOn(tx, userId, threadId) {
      const { rows } = await tx.query<RunGoingOn>(
        `select id, phase, requested_by as "requestedBy", thread_id as "threadId" from gateway.runs
         where ended_at is null and phase <> 'waiting_for_approval' and (requested_by = $1 or thread_id = $2)
         order by created_at, id`,
        [userId, threadId],
      );
      return rows;
    },
    async waitedFor({ tenantId, runId, threadId, createdAt, requestedBy, whenBusy }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<{ id: string; messageCount: number }>(
          `select id, message_count as "messageCount" from gateway.runs
           where thread_id = $1 and id <> $2 and created_at <= $3 and ended_at >= $3 and message_id <> ''
             and not ($4 and requested_by = $5)`,
          [threadId, runId, new Date(createdAt).toISOString(), whenBusy === 'rollback', requestedBy],
        );
        return new Map(rows.map(({ id, messageCount }) => [id, messageCount]));
      });
    },
    ...usageRows(pool),
    async list({ tenantId, of, phases, agentId }, after, limit) {
      const [column, value] = 'threadId' in of ? ['thread_id', of.threadId] : ['requested_by', of.userId];
      const place = [after === undefined ? null : new Date(after.createdAt).toISOString(), after?.id ?? null];
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query(
          `${SELECT_RUN} where ${column} = $1 and (cardinality($2::text[]) = 0 or phase = any ($2))
             and ($3 = '' or agent_id = $3) and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
           order by created_at desc, id desc limit $6`,
          [value, phases, agentId, ...place, limit],
        );
        return rows.map((row) => runFromRow(row)!);
      });
    },
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
