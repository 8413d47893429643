import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Runs } from '../app/ports.ts';
import type { Run } from '../domain/run/state.ts';

interface RunRow {
  readonly id: string;
  readonly thread_id: string;
  readonly agent_id: string;
  readonly requested_by: string;
  readonly idempotency_key: string;
  readonly phase: Run['phase'];
  readonly attempt: number;
  readonly owner: string;
  readonly reason: string;
  readonly message_id: string;
  /** bigint arrives as text. */
  readonly input_tokens: string;
  readonly output_tokens: string;
  readonly model: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

export function createRunRows(pool: pg.Pool): Runs {
  return {
    async find({ tenantId, runId }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<RunRow>('select * from gateway.runs where id = $1', [runId]);
        return rows[0] && runFromRow(rows[0]);
      });
    },
    async findOwn(tx, userId, by) {
      const [column, value] = 'runId' in by ? ['id', by.runId] : ['idempotency_key', by.key];
      const { rows } = await tx.query<RunRow>(`select * from gateway.runs where requested_by = $1 and ${column} = $2`, [
        userId,
        value,
      ]);
      return rows[0] && runFromRow(rows[0]);
    },
    async countActive(tx, userId) {
      const { rows } = await tx.query<{ active: string }>(
        'select count(*) as active from gateway.runs where requested_by = $1 and ended_at is null',
        [userId],
      );
      return Number(rows[0]!.active);
    },
  };
}

function runFromRow(row: RunRow): Run {
  const facts = {
    id: row.id,
    threadId: row.thread_id,
    agentId: row.agent_id,
    requestedBy: row.requested_by,
    idempotencyKey: row.idempotency_key,
    createdAt: row.created_at.getTime(),
  };
  const started = { attempt: row.attempt, startedAt: row.started_at?.getTime() };
  switch (row.phase) {
    case 'queued':
      return { phase: row.phase, ...facts };
    case 'running':
      return { phase: row.phase, ...facts, ...started, owner: row.owner };
    default: {
      const { reason, message_id: messageId, model } = row;
      const usage = { inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens), model };
      return { phase: row.phase, ...facts, ...started, reason, messageId, usage, endedAt: row.ended_at!.getTime() };
    }
  }
}
