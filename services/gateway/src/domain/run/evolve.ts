import type { RunEvent } from './events.ts';
import { hasEnded, type RunState } from './state.ts';

/** The state after one more event of the run's stream. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  if (event.type === 'RunCreated') {
    const { type: _, runId: id, ...facts } = event;
    return { phase: 'queued', id, ...facts };
  }
  if (!state || hasEnded(state)) return state;
  const { id, threadId, agentId, requestedBy, idempotencyKey, enqueued, whenBusy, messageCount, createdAt } = state;
  const facts = { id, threadId, agentId, requestedBy, idempotencyKey, enqueued, whenBusy, messageCount, createdAt };
  const before = state.phase === 'running' ? state : { attempt: 0, startedAt: undefined };
  switch (event.type) {
    case 'RunStarted': {
      const { attempt, owner, startedAt } = event;
      return { ...facts, phase: 'running', attempt, owner, startedAt: before.startedAt ?? startedAt };
    }
    case 'RunEnded': {
      const { ending, reason, usage, messageId, endedAt } = event;
      const { attempt, startedAt } = before;
      return { ...facts, attempt, startedAt, phase: ending, reason, usage, messageId, endedAt };
    }
  }
}
