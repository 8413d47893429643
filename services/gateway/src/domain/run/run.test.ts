import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CreateRun, EndRun, RunCommand, StartRun } from './commands.ts';
import { decideRun } from './decide.ts';
import type { RunEvent } from './events.ts';
import { evolveRun } from './evolve.ts';
import { hasEnded, type RunState } from './state.ts';

const create: CreateRun = {
  type: 'CreateRun',
  runId: 'r1',
  threadId: 't1',
  agentId: 'bpmn',
  requestedBy: 'ada',
  idempotencyKey: 'k1',
  enqueued: false,
  whenBusy: 'enqueue',
  messageCount: 1,
  at: 1,
};
const start = (attempt: number, at = 2): StartRun => ({
  type: 'StartRun',
  runId: 'r1',
  attempt,
  owner: `p${attempt}`,
  at,
});
const usage = { inputTokens: 3, outputTokens: 4, model: 'offline' };
const end: EndRun = { type: 'EndRun', runId: 'r1', ending: 'completed', reason: '', usage, messageId: 'm1', at: 9 };

describe('a run', () => {
  it('is created, begun and ended', () => {
    assert.deepEqual(given(create, start(1), end), {
      phase: 'completed',
      id: 'r1',
      threadId: 't1',
      agentId: 'bpmn',
      requestedBy: 'ada',
      idempotencyKey: 'k1',
      enqueued: false,
      whenBusy: 'enqueue',
      messageCount: 1,
      createdAt: 1,
      attempt: 1,
      startedAt: 2,
      reason: '',
      usage,
      messageId: 'm1',
      endedAt: 9,
    });
  });

  it('keeps the time of its first start when it is taken over', () => {
    const state = given(create, start(1, 2), start(2, 5));
    assert.ok(state?.phase === 'running');
    assert.deepEqual([state.attempt, state.owner, state.startedAt], [2, 'p2', 2]);
  });

  it('can be cancelled before it began', () => {
    const state = given(create, { ...end, ending: 'cancelled', reason: 'cancelled_by_user', messageId: '' });
    assert.ok(state?.phase === 'cancelled');
    assert.deepEqual([state.attempt, state.startedAt], [0, undefined]);
  });

  it('is not begun again by an attempt that was superseded', () => {
    const state = given(create, start(2));
    assert.deepEqual(decideRun(start(2), state), { refused: { reason: 'attempt_superseded' } });
    assert.deepEqual(decideRun(start(1), state), { refused: { reason: 'attempt_superseded' } });
  });

  it('is created once', () => {
    assert.throws(() => decideRun(create, given(create)), /exists already/);
  });

  it('that was never created neither begins nor ends', () => {
    for (const command of [start(1), end]) {
      assert.deepEqual(decideRun(command, undefined), {
        refused: { reason: 'run_not_found', metadata: { id: 'r1' } },
      });
    }
  });

  it('never changes after its end, whatever is asked', () => {
    const command = fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((attempt) => start(attempt)),
      fc.constantFrom('completed', 'failed', 'cancelled').map((ending): EndRun => ({ ...end, ending })),
    );
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        let state: RunState = given(create);
        for (const next of commands) {
          const decision = decideRun(next, state);
          if (state && hasEnded(state)) assert.deepEqual(decision, { refused: { reason: 'run_ended' } });
          state = 'events' in decision ? decision.events.reduce(evolveRun, state) : state;
        }
      }),
    );
  });

  it('folds unknown beginnings without throwing', () => {
    const ended: RunEvent = {
      type: 'RunEnded',
      runId: 'r1',
      ending: 'failed',
      reason: 'x',
      usage,
      messageId: '',
      endedAt: 1,
    };
    assert.equal(evolveRun(undefined, ended), undefined);
  });
});

function given(...commands: readonly RunCommand[]): RunState {
  let state: RunState;
  for (const command of commands) {
    const decision = decideRun(command, state);
    assert.ok('events' in decision);
    state = decision.events.reduce(evolveRun, state);
  }
  return state;
}
