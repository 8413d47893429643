import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { assertEnd, cases } from './assertions.ts';
import {
  as,
  collect,
  type GatewayInstance,
  gate,
  generate,
  messageText,
  type Script,
  startSystem,
  type TestSystem,
  token,
  words,
} from './harness.ts';

/** Says a word, then nothing more until it is stopped; `stopped` opens then. */
function saysHalf(stopped = gate()): Script {
  return async function* (_request, signal) {
    try {
      yield token('half');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      stopped.open();
    }
  };
}

describe('CancelRun', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  const cancelKey = (key: string, user = 'ada') =>
    gateway.inference.cancelRun({ run: { case: 'idempotencyKey', value: key } }, as(user));
  const cancelId = (runId: string, on = gateway) =>
    on.inference.cancelRun({ run: { case: 'runId', value: runId } }, as('ada'));

  it('ends a run, stops its execution, and keeps what was said', async () => {
    const stopped = gate();
    const key = randomUUID();
    const frames = await collect(generate(gateway, system.world.thread(saysHalf(stopped)), key), (frame) => {
      if (frame.payload.case === 'token') void cancelKey(key);
      return false;
    });
    await stopped.opened;
    const message = system.world.answer(frames[0]!.runId)!;
    assert.deepEqual([messageText(message), message.truncated], ['half', true]);
    assert.deepEqual(cases(frames), ['status', 'token', 'status']);
    assertEnd(frames, RunState.CANCELLED, 'cancelled_by_user', message.id);
  });

  it('finds its way to the process that owns the run', async () => {
    const other = await system.gateway();
    const frames = await collect(generate(gateway, system.world.thread(saysHalf())), (frame) => {
      if (frame.payload.case === 'token') void cancelId(frame.runId, other);
      return false;
    });
    assertEnd(frames, RunState.CANCELLED, 'cancelled_by_user', system.world.answer(frames[0]!.runId)!.id);
    await other.stop();
  });

  it('of a key that was not used yet ends the later run at once, without executing it', async () => {
    const key = randomUUID();
    assert.equal((await cancelKey(key)).run, undefined);
    const threadId = system.world.thread(words('never said'));
    const frames = await collect(generate(gateway, threadId, key));
    assert.deepEqual(cases(frames), ['status']);
    assertEnd(frames, RunState.CANCELLED, 'cancelled_by_user', '');
    assert.deepEqual(await collect(generate(gateway, threadId, key)), frames);
    const { runId } = frames[0]!;
    assert.equal(system.world.executionsOf(runId), 0);
    const { run } = await gateway.inference.getRun({ runId }, as('ada'));
    assert.deepEqual([run?.state, run?.reason, run?.attempt], [RunState.CANCELLED, 'cancelled_by_user', 0]);
  });

  it("of a key concerns the caller's runs only", async () => {
    const key = randomUUID();
    await cancelKey(key, 'bob');
    const frames = await collect(generate(gateway, system.world.thread(words('a')), key));
    assertEnd(frames, RunState.COMPLETED, '', system.world.answer(frames[0]!.runId)!.id);
  });

  it('at the same moment as Generate always ends the run', async () => {
    const pairs = Array.from({ length: 12 }, async () => {
      const key = randomUUID();
      const [frames] = await Promise.all([
        collect(generate(gateway, system.world.thread(saysHalf()), key)),
        cancelKey(key),
      ]);
      return frames;
    });
    for (const frames of await Promise.all(pairs)) {
      const messageId = system.world.answer(frames[0]!.runId)?.id ?? '';
      assertEnd(frames, RunState.CANCELLED, 'cancelled_by_user', messageId);
    }
  });

  it('of an ended run changes nothing', async () => {
    const frames = await collect(generate(gateway, system.world.thread(words('done'))));
    const { runId } = frames[0]!;
    const { run } = await cancelId(runId);
    assert.equal(run?.state, RunState.COMPLETED);
    assert.deepEqual((await gateway.inference.getRun({ runId }, as('ada'))).run, run);
    assert.equal(system.world.answers(runId).length, 1);
  });
});
