import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds, Graph, Layout } from '@ameide/graph-model';
import { planPatch } from '@ameide/graph-model';
import fc from 'fast-check';
import { bpmn } from '../src/bpmn/node.ts';
import { drawingFaults } from './drawing-faults.ts';
import { choices, generated } from './generated-document.ts';
import { readModel } from './order-model.ts';
import { patches } from './random-patches.ts';

test('the documents to begin with are valid and drawn without a fault', () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const text = generated(chosen);
      assert.deepEqual(bpmn.validate(text), []);
      assert.deepEqual([...drawingFaults(text)], []);
    }),
    { numRuns: 50 },
  );
});

const steps = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(patches)), fc.array(fc.nat(), { minLength: 4, maxLength: 4 })),
  { minLength: 1, maxLength: 8 },
);

test('whatever is done, each element is drawn once, on its plane, in its place, and over no other', () => {
  fc.assert(
    fc.property(choices, steps, (chosen, sequence) => {
      let text = generated(chosen);
      sequence.forEach(([name, numbers], round) => {
        let at = 0;
        const model = readModel(text);
        const operations = patches[name]!(model.graph, (below) => numbers[at++ % 4]! % below, `New${round}`);
        const plan = planPatch({ ...model, notation: bpmn, operations });
        if (!plan.ok) return;
        const { document } = bpmn.write(text, plan.change);
        const { graph, layout } = readModel(document);
        assert.deepEqual({ graph, layout }, plan.after);
        assert.deepEqual(bpmn.validate(document), []);
        assert.deepEqual([...drawingFaults(document)], [], `after ${name}: ${JSON.stringify(operations)}`);
        // The name of a first lane may need the room of what stands there.
        if (name !== 'addLane' && !isResized(model.layout, plan.after.layout)) {
          const isAsked = (id: string) => JSON.stringify(operations).includes(`"${id}"`);
          const moved = plan.change.layout.filter(({ before, after }) => before !== null && after !== null);
          const unasked = moved.filter(({ id }) => !around(graph, id).some(isAsked));
          assert.deepEqual(unasked, [], `${name} moves nothing else`);
        }
        text = document;
      });
    }),
    { numRuns: 150 },
  );
});

/** An element with what it is attached to or stands in, and for an edge its ends, but for processes. */
function around({ nodes, edges }: Graph, id: string): readonly string[] {
  const found = new Set([id]);
  for (const each of found) {
    const [node, edge] = [nodes.get(each), edges.get(each)];
    const host = node?.properties.attachedTo;
    for (const next of [node?.parent, host, edge?.source, edge?.target])
      if (typeof next === 'string' && nodes.get(next)?.kind !== 'bpmn::process') found.add(next);
  }
  return [...found];
}

/** Whether a container grew or shrank, so that others may have had to give way. */
function isResized({ bounds }: Layout, after: Layout): boolean {
  const differs = (a: Bounds, b: Bounds | undefined) =>
    b !== undefined && (a.width !== b.width || a.height !== b.height);
  return [...bounds].some(([id, box]) => differs(box, after.bounds.get(id)));
}
