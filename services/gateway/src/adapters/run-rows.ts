import type { Transaction } from '@ameide/postgres';
import type { RunTask } from '../app/ports.ts';
import { hasEnded, type Run } from '../domain/run/state.ts';
import type { LeaseRow } from './run-leases.ts';

export interface RunRow {
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

/** Writes the row of a run as its stream tells it. */
export async function saveRun(tx: Transaction, tenantId: string, run: Run): Promise<void> {
  const attempt = run.phase === 'queued' ? 0 : run.attempt;
  const startedAt = run.phase === 'queued' ? undefined : run.startedAt;
  const owner = run.phase === 'running' ? run.owner : '';
  const end = hasEnded(run) ? run : undefined;
  await tx.query(
    `insert into gateway.runs (tenant_id, id, thread_id, agent_id, requested_by, idempotency_key, phase, attempt, owner,
       reason, message_id, input_tokens, output_tokens, model, created_at, started_at, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     on conflict (tenant_id, id) do update set phase = excluded.phase, attempt = excluded.attempt,
       owner = excluded.owner, reason = excluded.reason, message_id = excluded.message_id,
       input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, model = excluded.model,
       started_at = excluded.started_at, ended_at = excluded.ended_at`,
    [
      tenantId,
      run.id,
      run.threadId,
      run.agentId,
      run.requestedBy,
      run.idempotencyKey,
      run.phase,
      attempt,
      owner,
      end?.reason ?? '',
      end?.messageId ?? '',
      end?.usage.inputTokens ?? 0,
      end?.usage.outputTokens ?? 0,
      end?.usage.model ?? '',
      new Date(run.createdAt),
      startedAt === undefined ? null : new Date(startedAt),
      end === undefined ? null : new Date(end.endedAt),
    ],
  );
}

export function runFromRow(row: RunRow): Run {
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

export function taskFromRow(tenantId: string, run: Run, lease: LeaseRow): RunTask {
  const { id: runId, threadId, agentId, requestedBy, createdAt } = run;
  return {
    tenantId,
    runId,
    threadId,
    agentId,
    requestedBy,
    createdAt,
    attempt: lease.attempt,
    cancelRequested: lease.cancel_requested,
    messageCount: lease.message_count,
    roles: lease.roles,
    requestId: lease.request_id,
  };
}
