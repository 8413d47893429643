import type { RunEvent } from './events.ts';
import { hasEnded, type RunState } from './state.ts';

/** The state after one more event of the run's stream. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  if (event.type === 'RunCreated') {
    const { type: _, runId: id, ...facts } = event;
    return { phase: 'queued', id, ...facts, attempt: 0, startedAt: undefined };
  }
  if (!state || hasEnded(state)) return state;
  const { id, threadId, agentId, requestedBy, idempotencyKey, enqueued, whenBusy, messageCount, createdAt } = state;
  const facts = { id, threadId, agentId, requestedBy, idempotencyKey, enqueued, whenBusy, messageCount, createdAt };
  const { attempt: before, startedAt: begunAt, decided } = state;
  const rest = { ...facts, ...(decided && { decided }) };
  switch (event.type) {
    case 'RunStarted': {
      const { attempt, owner, startedAt } = event;
      return { ...rest, phase: 'running', attempt, owner, startedAt: begunAt ?? startedAt };
    }
    case 'RunInterrupted': {
      const { interrupt } = event;
      return { ...rest, phase: 'waiting_for_approval', attempt: before, startedAt: begunAt, interrupt };
    }
    case 'RunResumed': {
      const { interruptId, fingerprint } = event;
      return { ...facts, phase: 'queued', attempt: before, startedAt: begunAt, decided: { interruptId, fingerprint } };
    }
    case 'RunEnded': {
      const { ending, reason, usage, messageId, endedAt } = event;
      return { ...rest, attempt: before, startedAt: begunAt, phase: ending, reason, usage, messageId, endedAt };
    }
  }
}
