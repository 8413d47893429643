import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createWorkerPool, type WorkerPoolOptions, WorkRefused } from '../src/index.ts';
import type { tasks } from './tasks.ts';

const module = new URL('./tasks.ts', import.meta.url);
const budgetMs = 30_000;
const acme = { tenant: 'acme', budgetMs };
const globex = { tenant: 'globex', budgetMs };

function poolFor(t: TestContext, options: Omit<WorkerPoolOptions, 'module'>) {
  const pool = createWorkerPool<typeof tasks>({ module, ...options });
  t.after(() => pool.stop());
  return pool;
}

/** What `hold` waits at: `[0]` counts who has come, `[1]` lets everybody go on. */
function createGate() {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  return {
    gate,
    async held(count: number) {
      for (let seen = Atomics.load(gate, 0); seen < count; seen = Atomics.load(gate, 0)) {
        await Atomics.waitAsync(gate, 0, seen).value;
      }
    },
    open() {
      Atomics.store(gate, 1, 1);
      Atomics.notify(gate, 1);
    },
  };
}

const refusedWith = (reason: string) => (error: unknown) => {
  assert.ok(error instanceof WorkRefused, String(error));
  assert.equal(error.reason, reason);
  return true;
};

test('a task gets its input and gives its result; bytes that are handed over move', async (t) => {
  const pool = poolFor(t, { workers: 1, data: { of: 'the pool' } });
  assert.equal(await pool.run('double', { value: 21 }, acme), 42);
  assert.deepEqual(await pool.run('prepared', undefined, acme), { of: 'the pool' });
  const { text } = await pool.run('upper', new TextEncoder().encode('abc'), acme);
  assert.equal(new TextDecoder().decode(text), 'ABC');
});

test('what throws in a task, and what cannot be copied, are faults of that task only', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const thread = await pool.run('whereAmI', undefined, acme);
  await assert.rejects(pool.run('throwing', undefined, acme), { message: 'no such thing' });
  await assert.rejects(pool.run('notCloneable', undefined, acme), /could not be cloned/);
  await assert.rejects(pool.run('double', { value: (() => 1) as never }, acme), /could not be cloned/);
  assert.equal(await pool.run('whereAmI', undefined, acme), thread);
});

test('a task over its budget is ended and refused; the next one gets a new thread', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const never = pool.run('forEver', undefined, { tenant: 'acme', budgetMs: 100 });
  const next = pool.run('double', { value: 2 }, globex);
  await assert.rejects(never, refusedWith('work_budget_exceeded'));
  assert.equal(await next, 4);
});

test('a task that waits uses nothing of its budget', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const { gate, held, open } = createGate();
  const holding = pool.run('hold', { gate }, { tenant: 'acme', budgetMs: 60 });
  await held(1);
  const over = performance.now() + 200;
  while (performance.now() < over) await new Promise(setImmediate);
  open();
  assert.equal(typeof (await holding), 'number');
});

test('a task that takes all memory, or ends its thread, takes nobody else along', async (t) => {
  const pool = poolFor(t, { workers: 2, memoryMb: 64 });
  const { gate, held, open } = createGate();
  const holding = pool.run('hold', { gate }, globex);
  await held(1);
  await assert.rejects(pool.run('allMemory', undefined, acme), refusedWith('work_memory_exceeded'));
  await assert.rejects(pool.run('exit', undefined, acme), /ended with the code 3/);
  assert.equal(await pool.run('double', { value: 3 }, acme), 6);
  open();
  await holding;
});

test('a tenant that asks for much never has the last thread', async (t) => {
  const pool = poolFor(t, { workers: 2 });
  const { gate, held, open } = createGate();
  const hog = Array.from({ length: 20 }, () => pool.run('hold', { gate }, acme));
  await held(1);
  assert.equal(await pool.run('double', { value: 4 }, globex), 8);
  assert.equal(Atomics.load(gate, 0), 1);
  open();
  await Promise.all(hog);
});

test('with one thread a tenant waits for one task of another, not for its queue', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const order: string[] = [];
  const { gate, held, open } = createGate();
  const first = pool.run('hold', { gate }, acme);
  await held(1);
  const hog = Array.from({ length: 5 }, async () => order.push(`acme ${await pool.run('double', { value: 1 }, acme)}`));
  const other = pool.run('double', { value: 1 }, globex).then(() => order.push('globex'));
  open();
  await Promise.all([first, ...hog, other]);
  assert.ok(order.indexOf('globex') <= 1, order.join());
});

test('the queue is bounded, of a tenant and of all', async (t) => {
  const pool = poolFor(t, { workers: 1, maxWaiting: 3, maxWaitingOfTenant: 2 });
  const { gate, held, open } = createGate();
  const holding = pool.run('hold', { gate }, acme);
  await held(1);
  const waiting = [acme, acme, globex].map((options) => pool.run('double', { value: 1 }, options));
  await assert.rejects(pool.run('double', { value: 1 }, acme), (error) => {
    assert.match(String(error), /requests of yours/);
    assert.equal((error as WorkRefused).metadata.retry_after_ms, '1000');
    return refusedWith('too_busy')(error);
  });
  await assert.rejects(pool.run('double', { value: 1 }, globex), refusedWith('too_busy'));
  open();
  assert.deepEqual(await Promise.all(waiting), [2, 2, 2]);
  await holding;
});

test('aborting removes what waits and ends what runs', async (t) => {
  const pool = poolFor(t, { workers: 1 });
  const runs = new AbortController();
  const waits = new AbortController();
  const { gate, held } = createGate();
  const running = pool.run('hold', { gate }, { ...acme, signal: runs.signal });
  await held(1);
  const waiting = pool.run('hold', { gate }, { ...acme, signal: waits.signal });
  const next = pool.run('double', { value: 5 }, acme);
  waits.abort(new Error('not any more'));
  await assert.rejects(waiting, /not any more/);
  runs.abort(new Error('gone'));
  await assert.rejects(running, /gone/);
  assert.equal(await next, 10);
  assert.equal(Atomics.load(gate, 0), 1);
  await assert.rejects(pool.run('double', { value: 1 }, { ...acme, signal: AbortSignal.abort() }), /aborted/);
});

test('a task runs where one with the same affinity has run', async (t) => {
  const pool = poolFor(t, { workers: 3 });
  const { gate, held, open } = createGate();
  const two = ['a', 'b'].map((affinity) => pool.run('hold', { gate }, { tenant: affinity, budgetMs, affinity }));
  await held(2);
  open();
  const [a, b] = await Promise.all(two);
  assert.notEqual(a, b);
  for (const [affinity, thread] of [
    ['b', b],
    ['a', a],
    ['b', b],
  ] as const) {
    assert.equal(await pool.run('whereAmI', undefined, { ...acme, affinity }), thread);
  }
});

test('a module that cannot be loaded fails what waits for it', async (t) => {
  const pool = createWorkerPool<typeof tasks>({ module: new URL('./nothing.ts', import.meta.url), workers: 1 });
  t.after(() => pool.stop());
  await assert.rejects(pool.run('double', { value: 1 }, acme), /A thread has failed/);
  await assert.rejects(pool.warm(), /A thread has failed/);
});

test('stopping lets what was asked for end', async () => {
  const pool = createWorkerPool<typeof tasks>({ module, workers: 1 });
  await pool.warm();
  const asked = [1, 2, 3].map((value) => pool.run('double', { value }, acme));
  await pool.stop();
  assert.deepEqual(await Promise.all(asked), [2, 4, 6]);
  await assert.rejects(pool.run('double', { value: 1 }, acme), refusedWith('server_stopping'));
});

test('idle threads do not keep a process alive', async () => {
  const pool = createWorkerPool<typeof tasks>({ module, workers: 1 });
  assert.equal(await pool.run('double', { value: 1 }, acme), 2);
});
