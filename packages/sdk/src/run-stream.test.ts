import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AmeideError } from './errors.ts';
import { FAULTS, type Fault, fakePlatform, THREAD_ID } from './testing/fake-platform.ts';

const everyFrame = (length: number) => Array.from({ length }, (_, index) => index + 1);

async function indexes(frames: AsyncIterable<{ index: number }>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { index } of frames) seen.push(index);
  return seen;
}

describe('generate', () => {
  it('never loses, repeats or reorders a frame, wherever connections break', async () => {
    const connection = fc.record({
      frames: fc.nat(12),
      repeated: fc.nat(3),
      fault: fc.constantFrom<Fault>(...FAULTS),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(connection, { maxLength: 6 }),
        async (length, plan) => {
          const { client } = fakePlatform({ frames: length, plan });
          assert.deepEqual(await indexes(client.generate({ threadId: THREAD_ID })), everyFrame(length));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('asks again with the same key when it breaks before the first frame, and resumes after it', async () => {
    const plan = [
      { frames: 0, repeated: 0, fault: 'reset' as const },
      { frames: 2, repeated: 0, fault: 'server_stopping' as const },
    ];
    const { client, calls } = fakePlatform({ frames: 4, plan });
    await indexes(client.generate({ threadId: THREAD_ID, idempotencyKey: 'key' }));
    assert.deepEqual(calls, ['generate key', 'generate key', 'resume 2']);
  });

  it('accepts a snapshot in place of frames that are no longer kept', async () => {
    const plan = [{ frames: 2, repeated: 0, fault: 'reset' as const }];
    const { client } = fakePlatform({ frames: 9, plan, trimmedTo: 6 });
    const kinds: string[] = [];
    for await (const { index, payload } of client.generate({ threadId: THREAD_ID }))
      kinds.push(`${index} ${payload.case}`);
    assert.deepEqual(kinds, ['1 token', '2 token', '6 snapshot', '7 token', '8 token', '9 status']);
  });

  it('hands heartbeats on without counting them', async () => {
    const { client } = fakePlatform({ frames: 3, plan: [], heartbeats: true });
    assert.deepEqual(await indexes(client.generate({ threadId: THREAD_ID })), [0, 1, 1, 2, 2, 3]);
  });

  it('gives up after enough failures in a row, and at once when it is refused', async () => {
    const always = Array.from({ length: 50 }, () => ({ frames: 0, repeated: 0, fault: 'reset' as const }));
    const broken = fakePlatform({ frames: 1, plan: always });
    await assert.rejects(indexes(broken.client.generate({ threadId: THREAD_ID })), { code: 'unavailable' });
    assert.equal(broken.calls.length, 8);
    const refusing = fakePlatform({ frames: 1, plan: [{ frames: 0, repeated: 0, fault: 'refused' }] });
    const error = await indexes(refusing.client.generate({ threadId: THREAD_ID })).catch((reason: unknown) => reason);
    assert.ok(error instanceof AmeideError);
    assert.deepEqual([error.code, error.reason, refusing.calls.length], ['not_found', 'thread_not_found', 1]);
  });

  it('goes on with a fresh token when the one that it began with has expired', async () => {
    const asked: (string | undefined)[] = [];
    const token = async (expired?: string) => {
      asked.push(expired);
      return expired === undefined ? 'first' : 'second';
    };
    // The server ends the stream with its token, and refuses the token that the source still has.
    const plan = [
      { frames: 2, repeated: 0, fault: 'expired' as const },
      { frames: 0, repeated: 0, fault: 'expired' as const },
    ];
    const { client, calls } = fakePlatform({ frames: 4, plan, token });
    assert.deepEqual(await indexes(client.generate({ threadId: THREAD_ID, idempotencyKey: 'k' })), [1, 2, 3, 4]);
    assert.deepEqual(
      [calls, asked],
      [
        ['generate k', 'resume 2', 'resume 2'],
        [undefined, undefined, 'first'],
      ],
    );

    const fixed = fakePlatform({ frames: 4, plan });
    await assert.rejects(indexes(fixed.client.generate({ threadId: THREAD_ID })), { reason: 'token_expired' });
    assert.equal(fixed.calls.length, 2);
  });

  it('gives up a connection on which nothing is heard, and goes on', async () => {
    const plan = [{ frames: 2, repeated: 0, fault: 'silent' as const }];
    const { client, calls } = fakePlatform({ frames: 3, plan, idleTimeoutMs: 300 });
    assert.deepEqual(await indexes(client.generate({ threadId: THREAD_ID, idempotencyKey: 'k' })), [1, 2, 3]);
    assert.deepEqual(calls, ['generate k', 'resume 2']);
  });

  it('takes a time that no timer reaches for a long one', async () => {
    const { client, calls } = fakePlatform({ frames: 3, plan: [], idleTimeoutMs: Number.POSITIVE_INFINITY });
    assert.deepEqual(await indexes(client.generate({ threadId: THREAD_ID })), [1, 2, 3]);
    assert.equal(calls.length, 1);
  });

  it('stops with the reason of its signal, also while it waits to connect again, and cancels nothing', async () => {
    for (const fault of ['silent', 'reset'] as const) {
      const plan = Array.from({ length: 50 }, () => ({ frames: 1, repeated: 0, fault }));
      const { client, calls } = fakePlatform({ frames: 60, plan, retry: { baseMs: 60_000, maxMs: 60_000 } });
      const controller = new AbortController();
      const reason = new Error('the page was left');
      const frames = client.generate({ threadId: THREAD_ID, idempotencyKey: 'k' }, { signal: controller.signal });
      await frames.next();
      const next = frames.next();
      controller.abort(reason);
      await assert.rejects(next, reason);
      assert.deepEqual(calls, ['generate k']);
    }
  });

  it('closes the connection when the loop is left', async () => {
    const { client, closed } = fakePlatform({ frames: 5, plan: [{ frames: 1, repeated: 0, fault: 'silent' }] });
    for await (const { index } of client.generate({ threadId: THREAD_ID })) if (index === 1) break;
    await closed;
  });
});

describe('resume', () => {
  it('continues after a frame that another client has seen', async () => {
    const plan = [{ frames: 1, repeated: 0, fault: 'reset' as const }];
    const { client, calls } = fakePlatform({ frames: 5, plan });
    assert.deepEqual(await indexes(client.resume('2')), [3, 4, 5]);
    assert.deepEqual(calls, ['resume 2', 'resume 3']);
  });
});
