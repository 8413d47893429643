import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphOf, sampleEdge, sampleNode } from '@ameide/graph-model/testing';
import { flowsOf } from './flows.ts';
import { hotspots } from './hotspots.ts';
import { importance } from './importance.ts';
import { scenarios } from './scenarios.ts';

const chain = (...ids: readonly string[]) => ids.slice(1).map((id, at) => sampleEdge(`${ids[at]}-${id}`, ids[at]!, id));
const nodes = (...ids: readonly string[]) => ids.map((id) => sampleNode(id));
const waysOf = (graph: ReturnType<typeof graphOf>) =>
  scenarios(graph, flowsOf(graph)).map(({ path, weight }) => `${weight} ${path.join('')}`);

test('the best connected node is the most important one, and decoration counts for little', () => {
  const note = sampleNode('note', { kind: 'bpmn::text_annotation' });
  const flows = [
    ...chain('a', 'b', 'c'),
    ...chain('d', 'b'),
    sampleEdge('n', 'note', 'c', { kind: 'bpmn::association' }),
  ];
  const scores = importance(graphOf([...nodes('a', 'b', 'c', 'd'), note], flows));
  assert.equal(scores.get('b'), 1);
  const order = [...scores].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
  assert.deepEqual([order[0], order[1], order.at(-1)], ['b', 'c', 'note']);
  assert.deepEqual(importance(graphOf([], [])), new Map());
});

test('a fork shares its likelihood among its ways, and the likeliest comes first', () => {
  const graph = graphOf(nodes('a', 'b', 'c', 'd', 'e'), [
    ...chain('a', 'b', 'd'),
    ...chain('a', 'c', 'd'),
    ...chain('c', 'e'),
  ]);
  assert.deepEqual(waysOf(graph), ['0.5 abd', '0.25 acd', '0.25 ace']);
  assert.equal(scenarios(graph, flowsOf(graph))[0]?.label, 'a → d');
});

test('a way that comes back to where it was ends there', () => {
  assert.deepEqual(waysOf(graphOf(nodes('a', 'b', 'c'), [...chain('a', 'b', 'c', 'b')])), ['1 abc']);
  assert.deepEqual(waysOf(graphOf(nodes('a', 'b'), chain('a', 'b', 'a'))), []);
});

test('what happens at the edge of a step or inside it is no way of its own', () => {
  const inside = ['x', 'y'].map((id) => sampleNode(id, { parent: 'b' }));
  const boundary = sampleNode('t', { kind: 'bpmn::boundary_event', properties: { attachedTo: 'b' } });
  const graph = graphOf(
    [...nodes('a', 'b', 'c'), ...inside, boundary],
    [...chain('a', 'b', 'c'), ...chain('x', 'y'), ...chain('t', 'c')],
  );
  assert.deepEqual(waysOf(graph), ['1 abc']);
});

test('a model of a great many ways and beginnings shows five of them soon', () => {
  const ids = Array.from({ length: 40 }, (_, index) => [`u${index}`, `v${index}`, `w${index}`]).flat();
  const diamonds = Array.from({ length: 39 }, (_, n) => [
    ...chain(`u${n}`, `v${n}`, `u${n + 1}`),
    ...chain(`u${n}`, `w${n}`, `u${n + 1}`),
  ]).flat();
  assert.equal(waysOf(graphOf(nodes(...ids), diamonds)).length, 5);
});

test('hotspots are crossings, loose ends and what has just changed, the ones with the most reasons first', () => {
  const graph = graphOf(nodes('a', 'b', 'c', 'd', 'hub', 'loose', 'z'), [
    ...['a', 'b', 'c', 'd'].flatMap((id) => chain(id, 'hub')),
    ...chain('hub', 'z'),
  ]);
  assert.deepEqual(hotspots(graph, new Set(['hub', 'gone'])), [
    { id: 'hub', why: ['fan_in', 'recently_changed'] },
    { id: 'loose', why: ['unconnected'] },
  ]);
  const reversed = graphOf(
    nodes('a', 'b', 'c', 'd', 'hub'),
    ['a', 'b', 'c', 'd'].flatMap((id) => chain('hub', id)),
  );
  assert.deepEqual(hotspots(reversed, new Set()), [{ id: 'hub', why: ['fan_out'] }]);
});
