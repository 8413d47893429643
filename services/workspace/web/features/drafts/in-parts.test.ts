import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Step } from '../../editor/gesture.ts';
import { inParts } from './in-parts.ts';

const byId = (value: string) => ({ selector: { case: 'id' as const, value } });
const many = (count: number, make: (at: number) => Step | readonly Step[]) =>
  Array.from({ length: count }, (_, at) => make(at)).flat();
const place = (ids: readonly string[]): Step => ({
  case: 'arrange',
  value: { placements: ids.map((id) => ({ id, bounds: { x: 0, y: 0, width: 100, height: 80 } })) },
});
const placed = (part: readonly Step[]) =>
  part.flatMap((step) => (step.case === 'arrange' ? (step.value.placements ?? []) : [])).map(({ id }) => id);

suite('a gesture of more operations than the server takes', () => {
  test('is sent in parts, in order', () => {
    const steps = many(1_200, (at) => ({ case: 'removeNode', value: { selector: byId(`Step_${at}`) } }));
    const parts = inParts(steps);
    assert.ok(parts.length >= 3 && parts.every((part) => part.length <= 500));
    assert.deepEqual(parts.flat(), steps);
    assert.deepEqual(inParts(steps.slice(0, 500)), [steps.slice(0, 500)]);
  });

  test('draws what is new with what is new, and the rest at the end', () => {
    const ids = Array.from({ length: 700 }, (_, at) => `New_${at}`);
    const added = ids.map((id): Step => ({ case: 'addNode', value: { node: { id, kind: 'bpmn::task' } } }));
    const parts = inParts([...added, place(['Old', ...ids])]);
    assert.ok(parts.every((part) => part.length <= 500));
    for (const part of parts) {
      const there = part.flatMap((step) => (step.case === 'addNode' ? (step.value.node?.id ?? '') : []));
      assert.deepEqual(
        placed(part).filter((id) => id !== 'Old'),
        there,
      );
    }
    assert.deepEqual(placed(parts.at(-1)!).at(-1), 'Old');
  });

  test('leads a line elsewhere in one part', () => {
    const steps = many(600, (at) => [
      { case: 'disconnect', value: { edgeId: `Flow_${at}` } },
      {
        case: 'connect',
        value: { edge: { id: `Flow_${at}`, kind: 'bpmn::sequence_flow' }, source: byId('A'), target: byId('B') },
      },
    ]);
    for (const part of inParts([{ case: 'rename', value: { selector: byId('A'), name: 'a' } }, ...steps])) {
      assert.ok(part.length <= 500);
      assert.notEqual(part[0]?.case, 'connect');
      assert.notEqual(part.at(-1)?.case, 'disconnect');
    }
  });

  test('is not longer than a message may be', () => {
    const parts = inParts([place(Array.from({ length: 4_000 }, (_, at) => `Step_${at}`))]);
    assert.ok(parts.length > 1 && parts.every((part) => JSON.stringify(part).length < 200_000));
    assert.equal(parts.flatMap(placed).length, 4_000);
  });
});
