import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { RunEvent } from './events.ts';
import { type RunState, usageOf } from './state.ts';

/** What the row of a run says before it has begun. */
const NOT_BEGUN = { phase: 'queued', attempt: 0, owner: '', reason: '', messageId: '', ...usageOf() };

/** The columns of what a run asks. */
const NOTHING_ASKED = { interrupt: null, expiresAt: null };

/** The table `runs`: what people read of a run. */
export const projectRun: Projection<RunState, RunEvent> = {
  RunCreated: ({ type: _type, runId: id, ...facts }) => [insertRow('runs', { id }, { ...facts, ...NOT_BEGUN })],
  RunStarted: ({ runId: id, attempt, owner }, run) => {
    const startedAt = run?.phase === 'running' ? run.startedAt : undefined;
    return [updateRow('runs', { id }, { phase: 'running', attempt, owner, startedAt, ...NOTHING_ASKED })];
  },
  RunInterrupted: ({ runId: id, interrupt }) => [
    updateRow('runs', { id }, { phase: 'waiting_for_approval', owner: '', interrupt, expiresAt: interrupt.expiresAt }),
  ],
  RunResumed: ({ runId: id }) => [updateRow('runs', { id }, { phase: 'queued', ...NOTHING_ASKED })],
  RunEnded: ({ runId: id, ending, reason, messageId, usage, endedAt }) => [
    updateRow('runs', { id }, { phase: ending, owner: '', reason, messageId, ...usage, endedAt }),
  ],
};
