import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyLayout, applyMutations } from './apply.ts';
import { diff } from './diff.ts';
import type { Graph, GraphNode, Json, Layout } from './graph.ts';
import { equalJson } from './json.ts';
import type { Change, SemanticMutation } from './mutation.ts';
import { originsOf } from './origins.ts';
import { propertyDifferences } from './property-differences.ts';
import { arbitraryGraph, arbitraryLayout } from './testing/index.ts';

const node = (facts: Partial<GraphNode>): GraphNode => ({
  id: 'a',
  key: '',
  kind: 'bpmn::task',
  name: '',
  parent: null,
  properties: {},
  lifecycle: 'current',
  ...facts,
});
const only = (...nodes: GraphNode[]): Graph => ({ nodes: new Map(nodes.map((n) => [n.id, n])), edges: new Map() });
const between = (...graphs: Graph[]) =>
  graphs.slice(1).map((graph, at) => ({
    origin: at + 2,
    change: { semantic: diff({ graph: graphs[at]!, layout }, { graph, layout }).semantic, layout: [] } satisfies Change,
  }));
const layout: Layout = { bounds: new Map(), waypoints: new Map(), labels: new Map() };

describe('what an element says otherwise', () => {
  it('is each field and each property, with what was there and nothing else', () => {
    const before = node({ name: 'Check', parent: 'p', properties: { timer: 'PT5M', loop: 'standard' } });
    const after = node({ name: '', parent: 'q', properties: { timer: 'PT9M', 'acme:owner': ['x'] } });
    const [mutation] = diff({ graph: only(before), layout }, { graph: only(after), layout }).semantic;
    assert.deepEqual(propertyDifferences(mutation!), [
      { property: 'name', before: 'Check' },
      { property: 'parent', before: 'p', after: 'q' },
      { property: 'timer', before: 'PT5M', after: 'PT9M' },
      { property: 'loop', before: 'standard' },
      { property: 'acme:owner', after: ['x'] },
    ]);
  });
});

describe('origins', () => {
  it('are those who had the last word on each property', () => {
    const origins = originsOf(
      between(
        only(node({ name: 'A', properties: { timer: 'PT1M' } })),
        only(node({ name: 'B', properties: { timer: 'PT1M' } })),
        only(node({ name: 'B', properties: { timer: 'PT2M' } })),
        only(node({ name: 'C', properties: { timer: 'PT2M', loop: 'standard' } })),
      ),
    );
    const of = (property: string) => origins.ofProperty('a', property);
    assert.deepEqual([of('name'), of('timer'), of('loop'), of('key')], [4, 3, 4, undefined]);
    assert.equal(origins.ofElement('a'), 4);
    assert.equal(origins.ofElement('b'), undefined);
  });

  it('of what was removed and came back are those who brought it back', () => {
    const origins = originsOf(between(only(node({ name: 'A' })), only(), only(node({ name: 'B' }))));
    assert.equal(origins.ofProperty('a', 'name'), 3);
  });

  it('name a step for every difference, however the versions came about', () => {
    const model = arbitraryGraph().chain((graph) =>
      arbitraryLayout(graph).map((drawn): { graph: Graph; layout: Layout } => ({ graph, layout: drawn })),
    );
    fc.assert(
      fc.property(fc.array(model, { minLength: 2, maxLength: 5 }), (versions) => {
        const steps = versions.slice(1).map((version, at) => ({ origin: at, change: diff(versions[at]!, version) }));
        const [first, last] = [versions[0]!, versions.at(-1)!];
        const change = diff(first, last);
        assert.deepEqual(applyMutations(first.graph, change.semantic), last.graph);
        assert.deepEqual(applyLayout(first.layout, change.layout), last.layout);
        assert.deepEqual(diff(last, last), { semantic: [], layout: [] });
        const origins = originsOf(steps);
        for (const mutation of change.semantic) {
          const id = idOf(mutation);
          assert.notEqual(origins.ofElement(id), undefined);
          for (const { property, after } of propertyDifferences(mutation)) {
            const origin = origins.ofProperty(id, property);
            assert.notEqual(origin, undefined, property);
            assert.ok(equalJson(saidBy(versions[origin! + 1]!.graph, id, property), after), property);
          }
        }
        for (const { id } of change.layout) assert.notEqual(origins.ofDrawing(id), undefined);
      }),
      { numRuns: 300 },
    );
  });
});

function idOf(mutation: SemanticMutation): string {
  if ('node' in mutation) return mutation.node.id;
  return 'edge' in mutation ? mutation.edge.id : mutation.id;
}

function saidBy({ nodes, edges }: Graph, id: string, property: string): Json | undefined {
  const element = nodes.get(id) ?? edges.get(id);
  const own = (element as unknown as Record<string, Json> | undefined)?.[property];
  const value = own ?? element?.properties[property];
  return value === '' ? undefined : value;
}
