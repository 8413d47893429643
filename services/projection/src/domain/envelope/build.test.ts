import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ancestorsOf, type Graph, whatFollows } from '@ameide/graph-model';
import { arbitraryGraph, graphOf, sampleEdge, sampleGraph, sampleNode } from '@ameide/graph-model/testing';
import fc from 'fast-check';
import { loadTokenCounter } from '../../adapters/token-counter.ts';
import { analyse } from './analysis.ts';
import { buildEnvelope, type CountTokens, type Envelope, type EnvelopeRequest, type EnvelopeResult } from './build.ts';

let countTokens: CountTokens;
before(async () => {
  countTokens = await loadTokenCounter();
});

const everything = { version: 1, notation: 'bpmn', focusIds: [], focusKinds: [], maxDepth: 2 } as const;
const build = (graph: Graph, request: Partial<EnvelopeRequest> = {}): EnvelopeResult =>
  buildEnvelope(
    analyse(graph, new Set()),
    { ...everything, intent: 'analyze', tokenBudget: 4000, ...request },
    countTokens,
  );

function envelopeOf(result: EnvelopeResult): Envelope {
  assert.ok(result.ok, JSON.stringify(result));
  return result.envelope;
}

/** Some ids become long ones, as editors make them. */
const withLongIds = (graph: Graph): Graph => {
  const long = (id: string) => (id.length % 2 === 0 ? `${id}-0a1b2c3d-0a1b-4c2d-8e3f-0123456789ab` : id);
  return graphOf(
    [...graph.nodes.values()].map((node) => ({
      ...node,
      id: long(node.id),
      parent: node.parent === null ? null : long(node.parent),
    })),
    [...graph.edges.values()].map((edge) => ({
      ...edge,
      id: long(edge.id),
      source: long(edge.source),
      target: long(edge.target),
    })),
  );
};

const requests = fc
  .tuple(
    arbitraryGraph(24),
    fc.boolean(),
    fc.integer({ min: 16, max: 600 }),
    fc.boolean(),
    fc.array(fc.nat(), { maxLength: 3 }),
  )
  .map(([plain, long, tokenBudget, modify, picks]) => {
    const graph = long ? withLongIds(plain) : plain;
    const ids = [...graph.nodes.keys(), ...graph.edges.keys()];
    const focusIds = ids.length === 0 ? [] : picks.map((pick) => ids[pick % ids.length]!);
    return { graph, request: { tokenBudget, focusIds, intent: modify ? 'modify' : 'analyze' } as const };
  });

test('an envelope never takes more than its budget, and says how much it takes', () => {
  fc.assert(
    fc.property(requests, ({ graph, request }) => {
      const result = build(graph, request);
      if (result.ok) {
        assert.ok(result.envelope.tokenCount <= request.tokenBudget);
        assert.equal(result.envelope.tokenCount, countTokens(result.envelope.text, Number.MAX_SAFE_INTEGER));
      } else {
        assert.ok(result.reason === 'token_budget_too_small' && result.needed > request.tokenBudget);
        assert.ok(build(graph, { ...request, tokenBudget: result.needed }).ok, 'the budget that it asks for would do');
      }
    }),
  );
});

test('an envelope is the same for the same request, and tells of everything when the budget allows', () => {
  fc.assert(
    fc.property(requests, ({ graph, request }) => {
      assert.deepEqual(build(graph, request), build(structuredClone(graph), request));
      const { view, reductions } = envelopeOf(build(graph, { ...request, tokenBudget: 200_000 }));
      assert.deepEqual(
        view.nodes.map(({ id }) => id),
        [...graph.nodes.keys()],
      );
      assert.deepEqual(
        view.edges.map(({ id }) => id),
        [...graph.edges.keys()],
      );
      assert.deepEqual(reductions, []);
    }),
  );
});

test('the focus is always shown, and every node with what contains it', () => {
  fc.assert(
    fc.property(requests, ({ graph, request }) => {
      const result = build(graph, request);
      fc.pre(result.ok);
      const { view, text } = envelopeOf(result);
      const shown = new Set(view.nodes.map(({ id }) => id));
      for (const id of request.focusIds) {
        if (graph.nodes.has(id)) assert.ok(shown.has(id) && text.includes(id), id);
        else
          assert.ok(
            view.edges.some((edge) => edge.id === id),
            id,
          );
      }
      for (const id of shown) for (const { id: container } of ancestorsOf(graph, id)) assert.ok(shown.has(container));
    }),
  );
});

test('what a reduced envelope says is true: edges that are there, and ways over left-out nodes only', () => {
  fc.assert(
    fc.property(requests, ({ graph, request }) => {
      const result = build(graph, request);
      fc.pre(result.ok);
      const { view, scenarios, hotspots, reductions } = envelopeOf(result);
      const shown = new Set(view.nodes.map(({ id }) => id));
      const leftOut = graphOf(
        [...graph.nodes.values()],
        [...graph.edges.values()].filter(({ source, target }) => !(shown.has(source) && shown.has(target))),
      );
      for (const { id, source, target, collapsed } of view.edges) {
        if (collapsed === 0) {
          assert.deepEqual([graph.edges.get(id)?.source, graph.edges.get(id)?.target], [source, target]);
          continue;
        }
        assert.ok(shown.has(source) && shown.has(target));
        assert.ok(reachesOver(leftOut, source, target, collapsed, shown), `${source} -> ${target} over ${collapsed}`);
      }
      for (const { path } of scenarios) assert.ok(path.every((id) => shown.has(id)));
      for (const { id } of hotspots) assert.ok(shown.has(id));
      assert.equal(
        reductions.some((line) => line.endsWith('nodes')),
        shown.size < graph.nodes.size,
      );
    }),
    { numRuns: 200 },
  );
});

/** Whether flows lead from a node to another over exactly so many left-out nodes. */
function reachesOver(graph: Graph, from: string, to: string, count: number, shown: ReadonlySet<string>): boolean {
  let border = new Set([from]);
  for (let step = 0; step < count; step++) {
    const ahead = [...border].flatMap((id) => whatFollows(graph, id).map((node) => node.id));
    border = new Set(ahead.filter((id) => !shown.has(id)));
  }
  return [...border].some((id) => [...graph.edges.values()].some((edge) => edge.source === id && edge.target === to));
}

test('unknown elements in the focus are named', () => {
  const result = build(sampleGraph, { focusIds: ['check', 'nobody', 'nothing'] });
  assert.deepEqual(result, { ok: false, reason: 'focus_not_found', missing: ['nobody', 'nothing'] });
});

test('a chain that must be shortened keeps its order by collapsed edges', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `step${index}`);
  const chain = graphOf(
    ids.map((id) => sampleNode(id, { name: `A rather long name for the step ${id}` })),
    ids.slice(1).map((id, index) => sampleEdge(`flow${id}`, ids[index]!, id)),
  );
  const { view } = envelopeOf(
    build(chain, { tokenBudget: 120, intent: 'modify', focusIds: ['step3', 'step20'], maxDepth: 1 }),
  );
  assert.deepEqual(
    view.edges.map(({ source, target, collapsed }) => [source, target, collapsed]),
    [['step3', 'step20', 16]],
  );
});

test('for an analysis ways through come before ids, and for a change ids come before ways', () => {
  const graph = withLongIds(
    graphOf(
      ['ab', 'cd', 'ef', 'gh'].map((id) => sampleNode(id)),
      [sampleEdge('f1', 'ab', 'cd'), sampleEdge('f2', 'cd', 'ef'), sampleEdge('f3', 'ef', 'gh')],
    ),
  );
  const short = { tokenBudget: 140 };
  const analysis = envelopeOf(build(graph, { ...short, intent: 'analyze' }));
  assert.deepEqual([analysis.scenarios.length, /ab-0a1b/.test(analysis.text)], [1, false]);
  assert.match(analysis.reductions.join(), /long ids/);
  const change = envelopeOf(build(graph, { tokenBudget: 220, intent: 'modify' }));
  assert.deepEqual([change.scenarios.length, /ab-0a1b/.test(change.text)], [0, true]);
});
