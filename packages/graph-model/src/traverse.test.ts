import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sampleGraph } from './testing/index.ts';
import { ancestorsOf, childrenOf, whatFollows, whatPrecedes } from './traverse.ts';

const ids = (nodes: readonly { readonly id: string }[]) => nodes.map((node) => node.id);

it('follows sequence flows as far as asked', () => {
  assert.deepEqual(ids(whatFollows(sampleGraph, 'receive')), ['check']);
  assert.deepEqual(ids(whatFollows(sampleGraph, 'receive', { depth: 10 })), ['check', 'ship', 'end']);
  assert.deepEqual(ids(whatPrecedes(sampleGraph, 'end')), ['ship', 'timer']);
  assert.deepEqual(ids(whatFollows(sampleGraph, 'receive', { kinds: new Set(['bpmn::message_flow']) })), []);
  assert.deepEqual(ids(whatFollows(sampleGraph, 'nowhere')), []);
});

it('knows containers and contents', () => {
  assert.deepEqual(ids(childrenOf(sampleGraph, null)), ['process']);
  assert.deepEqual(ids(childrenOf(sampleGraph, 'finance')), ['check', 'timer']);
  assert.deepEqual(ids(ancestorsOf(sampleGraph, 'check')), ['finance', 'process']);
});
