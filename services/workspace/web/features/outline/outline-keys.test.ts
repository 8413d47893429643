import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treeMove, typedAhead } from './move-focus.ts';
import { openRows, pathTo } from './open-rows.ts';
import type { OutlineNode } from './outline-tree.ts';

const leaf = (id: string): OutlineNode => ({ id, isContainer: false, children: [] });
const tree: readonly OutlineNode[] = [
  {
    id: 'pool',
    isContainer: true,
    children: [{ id: 'check', isContainer: false, children: [leaf('flow')] }, leaf('ship')],
  },
  leaf('note'),
];
const ids = (toggled: ReadonlyMap<string, boolean>) => openRows(tree, toggled).map(({ id }) => id);

test('containers are open and steps are folded, until somebody does otherwise', () => {
  assert.deepEqual(ids(new Map()), ['pool', 'check', 'ship', 'note']);
  assert.deepEqual(ids(new Map([['check', true]])), ['pool', 'check', 'flow', 'ship', 'note']);
  assert.deepEqual(ids(new Map([['pool', false]])), ['pool', 'note']);
});

test('a row says where it stands', () => {
  const [, check] = openRows(tree, new Map());
  assert.deepEqual(check, { id: 'check', level: 2, position: 1, siblings: 2, parent: 'pool', isOpen: false });
  assert.deepEqual(pathTo(tree, 'flow'), ['pool', 'check']);
  assert.deepEqual(pathTo(tree, 'note'), []);
});

test('arrows go along the rows, in and out', () => {
  const rows = openRows(tree, new Map());
  const moves: readonly (readonly [at: string, key: string, move: unknown])[] = [
    ['pool', 'ArrowDown', { to: 'check' }],
    ['check', 'ArrowUp', { to: 'pool' }],
    ['note', 'ArrowDown', undefined],
    ['pool', 'ArrowRight', { to: 'check' }],
    ['check', 'ArrowRight', { open: 'check' }],
    ['check', 'ArrowLeft', { to: 'pool' }],
    ['pool', 'ArrowLeft', { fold: 'pool' }],
    ['note', 'ArrowLeft', undefined],
    ['note', 'Home', { to: 'pool' }],
    ['pool', 'End', { to: 'note' }],
    ['pool', 'x', undefined],
  ];
  for (const [at, key, move] of moves) assert.deepEqual(treeMove(rows, at, key), move, `${key} at ${at}`);
});

test('letters lead to names, the same letter to the next name', () => {
  const rows = openRows(tree, new Map([['check', true]]));
  const name = (id: string) => ({ check: 'Check', ship: 'Ship', flow: 'shipped?' })[id] ?? id;
  assert.equal(typedAhead(rows, 'pool', 's', name), 'flow');
  assert.equal(typedAhead(rows, 'flow', 'ss', name), 'ship');
  assert.equal(typedAhead(rows, 'flow', 'shi', name), 'flow', 'while a word is typed, what fits stays');
  assert.equal(typedAhead(rows, 'flow', 'zz', name), undefined);
});
