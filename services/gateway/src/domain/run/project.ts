import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { RunEvent } from './events.ts';
import type { RunState } from './state.ts';

/** The table `runs`: what people read of a run. */
export const project: Projection<RunState, RunEvent> = {
  RunCreated: ({ runId, threadId, agentId, requestedBy, idempotencyKey, createdAt }) => [
    insertRow(
      'runs',
      { id: runId },
      {
        thread_id: threadId,
        agent_id: agentId,
        requested_by: requestedBy,
        idempotency_key: idempotencyKey,
        phase: 'queued',
        attempt: 0,
        owner: '',
        reason: '',
        message_id: '',
        input_tokens: 0,
        output_tokens: 0,
        model: '',
        created_at: instant(createdAt),
      },
    ),
  ],
  RunStarted: ({ runId, attempt, owner }, state) => [
    updateRow('runs', { id: runId }, { phase: 'running', attempt, owner, started_at: startOf(state) }),
  ],
  RunEnded: ({ runId, ending, reason, messageId, usage, endedAt }) => [
    updateRow(
      'runs',
      { id: runId },
      {
        phase: ending,
        owner: '',
        reason,
        message_id: messageId,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        model: usage.model,
        ended_at: instant(endedAt),
      },
    ),
  ],
};

function startOf(state: RunState): string | undefined {
  return state?.phase === 'running' && state.startedAt !== undefined ? instant(state.startedAt) : undefined;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
