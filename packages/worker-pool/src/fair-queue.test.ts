import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFairQueue } from './fair-queue.ts';

const bounds = { maxWaiting: 6, maxWaitingOfTenant: 4 };
const nobodyRuns = () => 0;

function filled(...entries: readonly (readonly [tenant: string, item: string])[]) {
  const queue = createFairQueue<string>(bounds);
  for (const [tenant, item] of entries) assert.equal(queue.add(tenant, item), 'added');
  return queue;
}

test('tenants take turns, and each is served in its own order', () => {
  const queue = filled(['a', 'a1'], ['a', 'a2'], ['a', 'a3'], ['b', 'b1'], ['c', 'c1'], ['b', 'b2']);
  const order = Array.from({ length: 7 }, () => queue.take(nobodyRuns, 1));
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
});

test('who has fewer running is next, and who has as many as it may have is passed over', () => {
  const running: Record<string, number> = { a: 2, b: 1, c: 0 };
  const queue = filled(['a', 'a1'], ['b', 'b1'], ['b', 'b2'], ['c', 'c1']);
  const runningOf = (tenant: string) => running[tenant]!;
  assert.equal(queue.takeable(runningOf, 2), 2);
  assert.equal(queue.take(runningOf, 2), 'c1');
  assert.equal(queue.take(runningOf, 2), 'b1');
  running.b = 2;
  assert.equal(queue.take(runningOf, 2), undefined);
  assert.equal(queue.size, 2);
});

test('so many wait, of a tenant and of all', () => {
  const queue = filled(['a', 'a1'], ['a', 'a2'], ['a', 'a3'], ['a', 'a4']);
  assert.equal(queue.add('a', 'a5'), 'tenant');
  assert.equal(queue.add('b', 'b1'), 'added');
  assert.equal(queue.add('c', 'c1'), 'added');
  assert.equal(queue.add('d', 'd1'), 'everybody');
  assert.deepEqual(queue.drain(), ['a1', 'a2', 'a3', 'a4', 'b1', 'c1']);
  assert.equal(queue.size, 0);
});

test('what is removed is not taken', () => {
  const queue = filled(['a', 'a1'], ['a', 'a2'], ['b', 'b1']);
  assert.equal(queue.remove('a', 'a1'), true);
  assert.equal(queue.remove('a', 'a1'), false);
  assert.equal(queue.remove('b', 'b1'), true);
  assert.equal(queue.take(nobodyRuns, 1), 'a2');
  assert.equal(queue.size, 0);
});
