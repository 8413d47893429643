import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { createInProcessLiveStreams } from '@ameide/live-streams';
import { until } from '@ameide/test-kit';
import fc from 'fast-check';
import { assertEnd, assertRefused, cases } from './assertions.ts';
import {
  collect,
  type GatewayInstance,
  gate,
  generate,
  messageText,
  resume,
  type Script,
  shownText,
  startSystem,
  type TestSystem,
  token,
  words,
} from './harness.ts';

/** Says the numbers up to `count`, each in a turn of its own. */
function counting(count: number): Script {
  return async function* () {
    for (let n = 1; n <= count; n++) {
      yield token(`${n} `);
      await turn();
    }
    yield { case: 'usage', value: { inputTokens: 1, outputTokens: count, model: 'offline' } };
  };
}

describe('Resume', { timeout: 60_000 }, () => {
  let system: TestSystem;
  before(async () => {
    system = await startSystem();
  });
  after(() => system.close());

  it('gives every later frame exactly once and in order, after any frame of an ended run', async () => {
    const gateway = await system.gateway();
    const frames = await collect(generate(gateway, system.world.thread(counting(8))));
    for (const [position, frame] of frames.entries()) {
      assert.deepEqual(await collect(resume(gateway, frame)), frames.slice(position + 1));
    }
  });

  it('gives many readers that are cut anywhere, any number of times, the same frames as one that is not', async () => {
    const gateway = await system.gateway();
    const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(cuts, { minLength: 1, maxLength: 5 }),
        async (count, readers) => {
          const threadId = system.world.thread(counting(count));
          const key = randomUUID();
          const whole = collect(generate(gateway, threadId, key));
          const seen = await Promise.all(readers.map((reader) => readInPieces(gateway, threadId, key, reader)));
          const expected = await whole;
          assert.equal(expected.length, count + 3);
          for (const frames of seen) assert.deepEqual(frames, expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('sends one snapshot for frames that were trimmed, then goes on live', async () => {
    const gateway = await system.gateway({}, createInProcessLiveStreams({ limits: { maxFrames: 5 } }));
    const go = gate();
    const threadId = system.world.thread(async function* () {
      for (let n = 1; n <= 50; n++) yield token(`${n} `);
      await go.opened;
      for (let n = 51; n <= 53; n++) yield token(`${n} `);
    });
    const first = await collect(generate(gateway, threadId), () => true);
    const { runId } = first[0]!;
    await until(async () => (await collect(resume(gateway, first[0]!), () => true))[0]!.index === 51);
    const rest = collect(resume(gateway, first[0]!), (frame) => {
      go.open();
      return frame.payload.case === 'status';
    });
    assert.deepEqual(cases(await rest), ['snapshot', 'token', 'token', 'token', 'status']);
    const text = Array.from({ length: 53 }, (_, n) => `${n + 1} `).join('');
    assert.equal(shownText(await rest), text);
    assert.equal(messageText(system.world.answer(runId)), text);
  });

  it('stands a snapshot and the last status for an ended run whose frames are gone', async () => {
    const before = await system.gateway();
    const key = randomUUID();
    const threadId = system.world.thread(counting(5));
    const frames = await collect(generate(before, threadId, key));
    await before.stop();
    const now = await system.gateway();
    const last = frames.length - 1;
    const message = system.world.answer(frames[0]!.runId)!;
    for (const stream of [resume(now, frames[2]!), generate(now, threadId, key)]) {
      const rest = await collect(stream);
      assert.deepEqual(cases(rest), ['snapshot', 'status']);
      assert.equal(shownText(rest), messageText(message));
      assert.deepEqual(
        rest.map((frame) => frame.index),
        [last, last + 1],
      );
      assertEnd(rest, RunState.COMPLETED, '', message.id);
    }
    assert.deepEqual(cases(await collect(resume(now, frames[last - 1]!))), ['status']);
    assert.deepEqual(await collect(resume(now, frames[last]!)), []);
  });

  it('is refused when the time is over for which a run is kept', async () => {
    const before = await system.gateway();
    const key = randomUUID();
    const threadId = system.world.thread(words('a', 'b'));
    const frames = await collect(generate(before, threadId, key));
    const { runId } = frames[0]!;
    await before.stop();
    const forgetful = await system.gateway({ retentionMs: -60_000 });
    await until(async () => {
      const { rowCount } = await system.admin.query('select from gateway.run_progress where run_id = $1', [runId]);
      return rowCount === 0;
    });
    for (const frame of frames) await assertRefused(collect(resume(forgetful, frame)), 'stream_expired');
    assert.deepEqual(cases(await collect(generate(forgetful, threadId, key))), ['status']);
    await forgetful.stop();
  });

  it('refuses a token that was changed, and one of a run that does not exist', async () => {
    const gateway = await system.gateway();
    const [frame] = await collect(generate(gateway, system.world.thread(words('a'))));
    const resumeToken = `${frame!.resumeToken.slice(0, -2)}AA`;
    await assertRefused(collect(resume(gateway, { resumeToken })), 'resume_token_invalid');
    await system.admin.query('delete from gateway.runs where id = $1', [frame!.runId]);
    await assertRefused(collect(resume(gateway, frame!)), 'run_not_found');
  });

  /** Reads so many frames, is cut off and resumes, for each of the pieces, then to the end. */
  async function readInPieces(gateway: GatewayInstance, threadId: string, key: string, pieces: readonly number[]) {
    const seen: Frame[] = [];
    for (const piece of [...pieces, Number.POSITIVE_INFINITY]) {
      const last = seen.at(-1);
      const stream = last === undefined ? generate(gateway, threadId, key) : resume(gateway, last);
      let left = piece;
      seen.push(...(await collect(stream, () => --left === 0)));
    }
    return seen;
  }
});
