import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Graph, GraphNode } from '@ameide/graph-model';
import { graphOf, sampleEdge, sampleNode } from '@ameide/graph-model/testing';
import { loadTokenCounter } from '../../adapters/token-counter.ts';
import { analyse } from './analysis.ts';
import { buildEnvelope, type CountTokens, type EnvelopeRequest } from './build.ts';

let countTokens: CountTokens;
before(async () => {
  countTokens = await loadTokenCounter();
});

const request: EnvelopeRequest = {
  version: 1,
  notation: 'bpmn',
  intent: 'modify',
  tokenBudget: 64,
  focusIds: [],
  focusKinds: [],
  maxDepth: 2,
};
const ids = (count: number, prefix = 'n') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** What an envelope costs: looks at elements of the graph, and characters that are tokenized. */
function workOf(graph: Graph, asked: Partial<EnvelopeRequest> = {}): number {
  let work = 0;
  class Counting<Value> extends Map<string, Value> {
    override get(key: string) {
      work += 1;
      return super.get(key);
    }
    override *values() {
      for (const value of super.values()) {
        work += 1;
        yield value;
      }
      return undefined;
    }
  }
  const counted: Graph = { nodes: new Counting(graph.nodes), edges: new Counting(graph.edges) };
  const analysis = analyse(counted, new Set());
  const { flows } = analysis;
  const from = (id: string) => {
    const found = flows.from(id);
    return {
      ...found,
      map: found.map.bind(found),
      slice: found.slice.bind(found),
      *[Symbol.iterator]() {
        for (const flow of found) {
          work += 1;
          yield flow;
        }
        return undefined;
      },
    } as unknown as ReturnType<typeof flows.from>;
  };
  const result = buildEnvelope({ ...analysis, flows: { ...flows, from } }, { ...request, ...asked }, (text, limit) => {
    work += text.length;
    return countTokens(text, limit);
  });
  assert.ok(result.ok || result.reason === 'token_budget_too_small');
  return work;
}

const long = (size: number) => 'x'.repeat(size);
const oneNode = (node: Partial<GraphNode>) => graphOf([sampleNode('a', node), sampleNode('b')], []);
const bounded: Record<string, (size: number) => Graph> = {
  'an id': (size) => graphOf([sampleNode(long(size)), sampleNode('b')], [sampleEdge('f', long(size), 'b')]),
  'the id of an edge': (size) => graphOf([sampleNode('a'), sampleNode('b')], [sampleEdge(long(size), 'a', 'b')]),
  'a name': (size) => oneNode({ name: long(size) }),
  'a key': (size) => oneNode({ key: long(size) }),
  'the name of a property': (size) => oneNode({ properties: { [long(size)]: 'x' } }),
  'the value of a property': (size) => oneNode({ properties: { documentation: long(size) } }),
  'the number of properties': (size) => oneNode({ properties: Object.fromEntries(ids(size).map((id) => [id, 'x'])) }),
};

for (const [what, model] of Object.entries(bounded)) {
  test(`${what} of any size costs an envelope no more than a long one`, () => {
    assert.ok(workOf(model(200_000)) < 2 * workOf(model(2_000)) + 1_000);
  });
}

const linear: Record<string, { model: (size: number) => Graph; asked?: Partial<EnvelopeRequest> }> = {
  'a chain': { model: (size) => chain(ids(size)) },
  'containers in each other': {
    model: (size) =>
      graphOf(
        ids(size).map((id, at) => sampleNode(id, at === 0 ? {} : { parent: `n${at - 1}` })),
        [],
      ),
    asked: { tokenBudget: 200_000 },
  },
  'lanes in each other': {
    model: (size) =>
      graphOf(
        ids(size).map((id, at) => sampleNode(id, { properties: { lane: `n${at + 1}` } })),
        [],
      ),
    asked: { tokenBudget: 200_000 },
  },
  'many that lead to one that leads to many': {
    model: (size) =>
      graphOf(
        [...ids(size, 'a'), 'hub', ...ids(size, 'z')].map((id) => sampleNode(id)),
        [
          ...ids(size, 'a').map((id) => sampleEdge(`in-${id}`, id, 'hub')),
          ...ids(size, 'z').map((id) => sampleEdge(`out-${id}`, 'hub', id)),
        ],
      ),
    asked: { tokenBudget: 30_000 },
  },
  'everything that leads to everything': {
    model: (size) => {
      const some = ids(Math.ceil(Math.sqrt(size)));
      return graphOf(
        ['start', ...some].map((id) => sampleNode(id)),
        [
          sampleEdge('first', 'start', 'n0'),
          ...some.flatMap((a) => some.filter((b) => b !== a).map((b) => sampleEdge(`${a}-${b}`, a, b))),
        ],
      );
    },
  },
};

function chain(names: readonly string[]): Graph {
  return graphOf(
    names.map((id) => sampleNode(id)),
    names.slice(1).map((id, at) => sampleEdge(`f-${id}`, names[at]!, id)),
  );
}

for (const [what, { model, asked }] of Object.entries(linear)) {
  test(`${what}: twice as many cost an envelope about twice as much`, () => {
    const once = workOf(model(4_000), asked);
    assert.ok(workOf(model(8_000), asked) < 2.6 * once);
  });
}
