import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createWorkQueue, type WorkResult } from './work-queue.ts';

const DONE: WorkResult = { type: 'done' };

/** Work that goes on until the test lets it end. */
function heldWork() {
  const held = new Map<string, PromiseWithResolvers<WorkResult>>();
  return {
    work: (key: string) => {
      const ending = Promise.withResolvers<WorkResult>();
      held.set(key, ending);
      return ending.promise;
    },
    end(key: string, result: WorkResult = DONE) {
      held.get(key)?.resolve(result);
      held.delete(key);
    },
    keys: () => [...held.keys()],
  };
}
const settled = async () => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('the work queue', () => {
  it('works on what came first first, with no more workers than it has', async () => {
    const held = heldWork();
    const queue = createWorkQueue({ work: held.work, workers: 2 });
    for (const key of ['a', 'b', 'c', 'a']) queue.add(key);
    assert.deepEqual([held.keys(), queue.depth], [['a', 'b'], 1]);
    held.end('b');
    await settled();
    assert.deepEqual(held.keys(), ['a', 'c']);
    held.end('c');
    held.end('a');
    await settled();
    assert.deepEqual(held.keys(), ['a'], 'it was asked for again while it was worked on');
    held.end('a');
    await queue.idle();
  });

  it('lets what was asked for by itself go before keys of low priority, which have every fourth turn', async () => {
    const worked: string[] = [];
    const queue = createWorkQueue({
      workers: 1,
      work: async (key: string) => {
        worked.push(key);
        return DONE;
      },
    });
    queue.addLowPriority(['s1', 's2', 's3', 's4', 'a3']);
    for (const key of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 's4']) queue.add(key);
    queue.addLowPriority(['a4']);
    assert.equal(queue.depth, 9);
    await queue.idle();
    assert.deepEqual(worked, ['s1', 'a1', 'a2', 'a3', 's2', 'a4', 'a5', 'a6', 's3', 's4']);
  });

  it('works anew on keys of low priority while they are worked on, and does not keep them waiting', async () => {
    const held = heldWork();
    const queue = createWorkQueue({ work: held.work, workers: 1 });
    queue.add('a');
    queue.add('b', 60_000);
    queue.addLowPriority(['a', 'b']);
    assert.deepEqual([held.keys(), queue.delayed, queue.depth], [['a'], 0, 1]);
    held.end('a');
    await settled();
    assert.deepEqual([held.keys(), queue.depth], [['a'], 1]);
    held.end('a');
    await settled();
    assert.deepEqual([held.keys(), queue.depth], [['b'], 0]);
    held.end('b');
    await queue.idle();
  });

  it('lets timers and I/O have their turn, also when no work waits for anything', async () => {
    let done = 0;
    const queue = createWorkQueue({
      workers: 2,
      work: async () => {
        done++;
        return DONE;
      },
    });
    for (let index = 0; index < 100; index++) queue.add(`${index}`);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(done <= 2, `${done} were worked on in one turn`);
    await queue.idle();
    assert.equal(done, 100);
  });

  it('comes back to what failed, later and later, and forgets failures when it succeeds', async () => {
    const results: WorkResult[] = [{ type: 'retry' }, { type: 'retry' }, { type: 'requeue', afterMs: 1 }, DONE];
    const over = Promise.withResolvers<void>();
    let attempts = 0;
    const queue = createWorkQueue({
      backoff: { firstMs: 1, limitMs: 4 },
      work: async () => {
        const result = results[attempts++] ?? DONE;
        if (result === DONE) over.resolve();
        return result;
      },
    });
    queue.add('a');
    await over.promise;
    await queue.idle();
    assert.deepEqual([attempts, queue.delayed], [4, 0]);
  });

  it('takes a rejection for a failure, and says so', async () => {
    const errors: string[] = [];
    const queue = createWorkQueue({
      work: async () => Promise.reject(new Error('broken')),
      onError: (key, error) => errors.push(`${key}: ${(error as Error).message}`),
    });
    queue.add('a');
    await queue.idle();
    assert.deepEqual([errors, queue.delayed], [['a: broken'], 1]);
    await queue.stop();
    assert.equal(queue.delayed, 0);
  });

  it('does not come back at once to what is to wait for longer than a timer reaches', async () => {
    const worked: string[] = [];
    const over = Promise.withResolvers<void>();
    const queue = createWorkQueue({
      work: async (key) => {
        worked.push(key);
        over.resolve();
        return DONE;
      },
    });
    queue.add('far', 2 ** 31);
    queue.add('near', 5);
    await over.promise;
    assert.deepEqual([worked, queue.delayed], [['near'], 1]);
    await queue.stop();
  });

  it('waits the shorter time when a key is to come back twice, and not at all when it is asked for at once', async () => {
    const held = heldWork();
    const queue = createWorkQueue({ work: held.work });
    queue.add('a', 60_000);
    queue.add('a', 90_000);
    assert.deepEqual([queue.delayed, held.keys()], [1, []]);
    queue.add('a');
    assert.deepEqual([queue.delayed, held.keys()], [0, ['a']]);
    held.end('a');
    await queue.stop();
  });

  it('keeps to the wait after a failure, also if the key was asked for while it was worked on', async () => {
    const held = heldWork();
    const queue = createWorkQueue({ work: held.work, backoff: { firstMs: 60_000, limitMs: 60_000 } });
    const failed = async () => {
      queue.add('a');
      held.end('a', { type: 'retry' });
      await settled();
    };
    queue.add('a');
    await failed();
    assert.deepEqual([held.keys(), queue.depth, queue.delayed], [[], 0, 1]);
    queue.add('a');
    assert.deepEqual([held.keys(), queue.delayed], [['a'], 0], 'what happens after the failure may mend it');
    await failed();
    assert.deepEqual([held.keys(), queue.delayed], [[], 1]);
    await queue.stop();
  });

  it('lets work end when it is stopped, aborts what takes too long, and takes nothing more', async () => {
    const started: string[] = [];
    const queue = createWorkQueue({
      workers: 1,
      work: (key, signal) => {
        started.push(key);
        return new Promise<WorkResult>((resolve) => signal.addEventListener('abort', () => resolve(DONE)));
      },
    });
    queue.add('a');
    queue.add('b');
    await queue.stop(1);
    queue.add('c');
    assert.deepEqual([started, queue.depth, queue.active], [['a'], 0, 0]);
  });

  it('says so if work goes on though it was told to end', async () => {
    const queue = createWorkQueue({ work: () => new Promise<WorkResult>(() => {}) });
    queue.add('a');
    await assert.rejects(queue.stop(1, 1), /^Error: a: work does not end/);
  });

  it('never works on a key twice at once, and never forgets one', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      act: fc.constantFrom('add', 'addLowPriority', 'end', 'fail'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, workers) => {
        const held = heldWork();
        const active = new Set<string>();
        /** The newest request for a key, and the newest that work which began after it has ended for. */
        const asked = new Map<string, number>();
        const served = new Map<string, number>();
        let clock = 0;
        const queue = createWorkQueue({
          workers,
          backoff: { firstMs: 1, limitMs: 1 },
          work: async (key) => {
            assert.ok(!active.has(key) && active.size < workers);
            active.add(key);
            const began = ++clock;
            const result = await held.work(key);
            active.delete(key);
            if (result.type === 'done') served.set(key, began);
            return result;
          },
        });
        for (const { key, act } of steps) {
          if (act === 'add' || act === 'addLowPriority') {
            asked.set(key, ++clock);
            if (act === 'add') queue.add(key);
            else queue.addLowPriority([key]);
          } else held.end(key, act === 'end' ? DONE : { type: 'retry' });
          await settled();
        }
        while (queue.active + queue.depth + queue.delayed > 0) {
          for (const key of held.keys()) held.end(key);
          await settled();
        }
        for (const [key, at] of asked) assert.ok((served.get(key) ?? 0) > at, `${key} was forgotten`);
      }),
      { numRuns: 200 },
    );
  });
});
