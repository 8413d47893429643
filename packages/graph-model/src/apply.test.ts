import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyLayout, applyMutations, GraphInvariantError } from './apply.ts';
import type { SemanticMutation } from './mutation.ts';
import { sampleEdge, sampleGraph, sampleLayout, sampleNode } from './testing/index.ts';

const ship = sampleGraph.nodes.get('ship')!;
const renamed = { type: 'node_changed', id: 'ship', before: { name: 'Other' }, after: { name: 'x' } } as const;
const broken: readonly (readonly [string, readonly SemanticMutation[], RegExp])[] = [
  ['a taken id', [{ type: 'node_added', node: sampleNode('f1') }], /id f1 is taken/],
  ['a missing node', [{ ...renamed, id: 'nowhere' }], /no element nowhere/],
  ['another before', [renamed], /name of ship is not/],
  ['another node', [{ type: 'node_removed', node: { ...ship, name: 'x' } }], /name of ship is not/],
  ['a dangling end', [{ type: 'edge_added', edge: sampleEdge('e', 'ship', 'nowhere') }], /ends at nowhere/],
  ['an end that goes', [{ type: 'node_removed', node: ship }], /ends at ship/],
  ['a missing container', [{ type: 'node_added', node: sampleNode('n', { parent: 'nowhere' }) }], /container nowhere/],
  ['a second owner of a key', [{ type: 'node_added', node: sampleNode('n', { key: 'check' }) }], /key check/],
  [
    'a node inside itself',
    [{ type: 'node_changed', id: 'process', before: { parent: null }, after: { parent: 'sales' } }],
    /contain itself/,
  ],
];

describe('applying', () => {
  for (const [what, mutations, message] of broken) {
    it(`throws on ${what}`, () => {
      assert.throws(
        () => applyMutations(sampleGraph, mutations),
        (error) => error instanceof GraphInvariantError && message.test(error.message),
      );
    });
  }

  it('throws on a place that is not as the mutation says', () => {
    assert.throws(
      () => applyLayout(sampleLayout, [{ type: 'bounds_set', id: 'ship', before: null, after: null }]),
      GraphInvariantError,
    );
  });

  it('takes references in any order', () => {
    const graph = applyMutations(sampleGraph, [
      { type: 'edge_added', edge: sampleEdge('e', 'a', 'b') },
      { type: 'node_added', node: sampleNode('b', { parent: 'a' }) },
      { type: 'node_added', node: sampleNode('a') },
    ]);
    assert.equal(graph.nodes.size, sampleGraph.nodes.size + 2);
  });
});
