import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { assertRefused } from './assertions.ts';
import {
  as,
  collect,
  type GatewayInstance,
  gate,
  generate,
  shownText,
  startSystem,
  type TestSystem,
  token,
  words,
} from './harness.ts';

describe('WatchRuns', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  /** Frames that somebody sees in a chat; `connected` once the first answer of the server is there. */
  function watch(threadId: string, user: string, resumeToken = '', watched = gateway) {
    const leaving = new AbortController();
    const connected = gate();
    async function* frames(): AsyncGenerator<Frame, void> {
      const stream = watched.inference.watchRuns(
        { threadId, resumeToken },
        as(user, 'acme', { signal: leaving.signal }),
      );
      for await (const { event } of stream) {
        connected.open();
        if (event.case === 'frame' && event.value.payload.case !== 'heartbeat') yield event.value;
      }
    }
    return { frames: frames(), connected: connected.opened, leave: () => leaving.abort() };
  }

  /** All frames through the one that ends a run. */
  async function untilEnd(frames: AsyncGenerator<Frame, void>): Promise<Frame[]> {
    const seen: Frame[] = [];
    for (;;) {
      const { value } = await frames.next();
      assert.ok(value, 'the stream has ended');
      seen.push(value);
      if (value.payload.case === 'status' && value.payload.value.state === RunState.COMPLETED) return seen;
    }
  }

  it('shows a reader every run of somebody else, from its first frame, and the next one after it', async () => {
    const threadId = system.world.thread(words('one ', 'two'));
    const other = watch(threadId, 'ben');
    const first = other.frames.next();
    await other.connected;
    const [own, rest] = await Promise.all([
      collect(generate(gateway, threadId)),
      first.then(() => untilEnd(other.frames)),
    ]);
    const seen = [(await first).value as Frame, ...rest];
    assert.deepEqual(
      seen.map(({ index }) => index),
      own.map(({ index }) => index),
    );
    assert.equal(shownText(seen), 'one two');
    const next = untilEnd(other.frames);
    const again = await collect(generate(gateway, threadId));
    assert.equal((await next).at(-1)?.runId, again[0]?.runId);
    other.leave();
  });

  it('begins in the middle of an answer with all of it, and goes on after a token without a gap or a double', async () => {
    const rest = gate();
    const threadId = system.world.thread(async function* () {
      yield token('before ');
      await rest.opened;
      yield token('after');
    });
    const asked = new AbortController();
    const run = gateway.inference.generate(
      { threadId, idempotencyKey: randomUUID() },
      as('ada', 'acme', { signal: asked.signal }),
    );
    const begun = gate();
    const reading = (async () => {
      for await (const { frame } of run) if (frame?.payload.case === 'token') begun.open();
    })();
    await begun.opened;
    const early = watch(threadId, 'ben');
    const seen: Frame[] = [];
    for (;;) {
      const { value } = await early.frames.next();
      seen.push(value as Frame);
      if (shownText(seen) === 'before ') break;
    }
    early.leave();
    const late = watch(threadId, 'ben', seen.at(-1)!.resumeToken);
    const remaining = untilEnd(late.frames);
    rest.open();
    const indexes = [...seen, ...(await remaining)].map(({ index }) => index);
    assert.deepEqual(
      indexes,
      indexes.map((_, n) => n + indexes[0]!),
    );
    assert.equal(shownText([...seen, ...(await remaining)]), 'before after');
    late.leave();
    await reading;
  });

  it('is for readers of the chat only, also of those who ask with a token of another chat', async () => {
    const threadId = system.world.thread(words('mine'));
    const [frame] = await collect(generate(gateway, threadId));
    system.world.strangers.add('eve');
    await assertRefused(watch(threadId, 'eve').frames.next(), 'thread_not_found');
    await assertRefused(watch(randomUUID(), 'ben').frames.next(), 'thread_not_found');
    const other = system.world.thread(words('other'));
    await assertRefused(watch(other, 'ben', frame!.resumeToken).frames.next(), 'run_not_found');
    await assertRefused(watch(other, 'ben', 'x').frames.next(), 'resume_token_invalid');
  });

  it('tells nobody what is said after they lost the right', async () => {
    const next = gate();
    const threadId = system.world.thread(async function* () {
      await next.opened;
      yield token('secret');
    });
    const watched = watch(threadId, 'dan');
    const first = watched.frames.next();
    await watched.connected;
    system.world.strangers.add('dan');
    const run = collect(generate(gateway, threadId));
    await assert.rejects(async () => {
      await first;
      next.open();
      await untilEnd(watched.frames);
    });
    next.open();
    await run;
  });

  it('ends when the gateway stops, so that a client goes on elsewhere', async () => {
    const stopping = await system.gateway();
    const threadId = system.world.thread(words('x'));
    const watched = watch(threadId, 'ben', '', stopping);
    const first = watched.frames.next();
    await watched.connected;
    await Promise.all([stopping.stop(), assertRefused(first, 'server_stopping')]);
  });
});
