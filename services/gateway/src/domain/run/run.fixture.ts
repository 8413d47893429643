import { specification } from '@ameide/event-store/testing/specification';
import { decideRun } from './decide.ts';
import type { RunEvent } from './events.ts';
import { evolveRun } from './evolve.ts';
import type { RunState } from './state.ts';

/** Says what commands do: `given(created).when(command).thenEvents(…)`. */
export const given = specification({ initialState: undefined as RunState, decide: decideRun, evolve: evolveRun });

export const runId = 'run-1';

/** A run that alice has asked for. */
export const created = {
  type: 'RunCreated',
  runId,
  threadId: 'thread-1',
  agentId: 'bpmn',
  requestedBy: 'alice',
  idempotencyKey: 'key-1',
  enqueued: false,
  whenBusy: 'enqueue',
  messageCount: 1,
  createdAt: 1000,
} satisfies RunEvent;
