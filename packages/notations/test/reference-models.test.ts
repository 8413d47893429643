import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphNode, SemanticMutation } from '@ameide/graph-model';
import { applyLayout, applyMutations } from '@ameide/graph-model';
import fc from 'fast-check';
import { Board } from '../src/bpmn/layout/board.ts';
import { contains, overlaps, pathCrosses } from '../src/bpmn/layout/geometry.ts';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel } from './order-model.ts';
import { referenceModels, sampleModels, skip } from './reference-models.ts';

test('the reference models are there', { skip }, () => {
  assert.equal(referenceModels.length, 21);
});

const passable = new Set(['bpmn::participant', 'bpmn::lane', 'bpmn::group']);

for (const { name, text } of [...sampleModels, ...referenceModels]) {
  test(`${name} is read without a finding, breaks no rule and is schema-valid`, () => {
    const result = bpmn.read(text);
    assert.ok(result.ok);
    assert.deepEqual(result.diagnostics, []);
    assert.deepEqual(
      bpmn.check(result.graph).filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.deepEqual(bpmn.validate(text), []);
  });

  test(`${name}: a task put on any flow is drawn free of others, and so are its flows`, () => {
    const result = bpmn.read(text);
    assert.ok(result.ok);
    for (const edge of result.graph.edges.values()) {
      const source = result.graph.nodes.get(edge.source);
      if (edge.kind !== 'bpmn::sequence_flow' || source === undefined || !result.layout.waypoints.has(edge.id))
        continue;
      const lane = source.properties.lane;
      const added: GraphNode = {
        id: 'New',
        key: '',
        kind: 'bpmn::task',
        name: '',
        parent: source.parent,
        properties: lane === undefined ? {} : { lane },
        lifecycle: 'current',
      };
      const semantic: SemanticMutation[] = [
        { type: 'node_added', node: added },
        { type: 'edge_changed', id: edge.id, before: { target: edge.target }, after: { target: 'New' } },
        {
          type: 'edge_added',
          edge: { id: 'NewFlow', kind: edge.kind, name: '', source: 'New', target: edge.target, properties: {} },
        },
      ];
      const layout = applyLayout(result.layout, bpmn.layOut(result, semantic));
      const graph = applyMutations(result.graph, semantic);
      const board = new Board(graph, { graph, layout });
      const poolAround = (id: string) => board.structure.framesOf(id).at(-1) ?? id;
      const own = layout.bounds.get('New');
      assert.ok(own, `no place on ${edge.id}`);
      const obstacles = board.obstacles(own, [added]).filter((box) => box !== own);
      assert.ok(!obstacles.some((box) => overlaps(own, box)), `overlap on ${edge.id}`);
      for (const id of [edge.id, 'NewFlow']) {
        const { source: from, target: to } = graph.edges.get(id)!;
        const ends = [from, to].map((end) => layout.bounds.get(end)!);
        for (const [other, box] of layout.bounds) {
          const node = graph.nodes.get(other)!;
          const isEnd = [from, to].some((end) => end === other || node.properties.attachedTo === end);
          const isElsewhere = poolAround(other) !== poolAround('New');
          if (isEnd || isElsewhere || passable.has(node.kind) || ends.some((end) => contains(box, end))) continue;
          assert.ok(!pathCrosses(layout.waypoints.get(id)!, box), `${id} crosses ${other}`);
        }
      }
    }
  });
}

test('no damage to a document makes reading throw', () => {
  const texts = [orderModel, ...referenceModels.slice(0, 4).map(({ text }) => text)];
  const damage = fc.array(
    fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 30 }),
      text: fc.oneof(fc.string(), fc.constantFrom('<', '>', '"', '&', '</', 'id="', '\0', '\ud800', '<!--', ']]>')),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...texts), damage, (text, places) => {
      let damaged = text;
      for (const place of places) {
        const at = place.at % (damaged.length + 1);
        damaged = damaged.slice(0, at) + place.text + damaged.slice(at + place.length);
      }
      const result = bpmn.read(damaged);
      if (result.ok) bpmn.check(result.graph);
      else assert.ok(result.diagnostics.length > 0);
    }),
    { numRuns: 500 },
  );
});
