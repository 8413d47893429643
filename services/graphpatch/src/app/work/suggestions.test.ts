import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation, Suggestion } from '@ameide/graph-model';
import { contractJson } from '../../wire/contract-json.ts';
import { identified, suggestionWithId } from './suggestions.ts';

const deps = { json: contractJson };
const rename = (id: string, name: string): Operation => ({
  ...{ id, pre: [], post: [], rationale: '' },
  ...{ type: 'rename', selector: { by: 'id', id: 'Task' }, name },
});
const suggestion = (operations: readonly Operation[], more: Partial<Suggestion> = {}): Suggestion => ({
  ...{ code: 'label_element', title: 'Name it', reason: 'It has none.', reasonCode: 'follows' },
  ...{ reasonValues: ['Check'], confidence: 0.5, elementIds: ['Task'] },
  operations,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => rename(`o${n}`, 'x'));

test('a suggestion has 100 operations and 100 kB at most; larger ones are left out', () => {
  const all = [suggestion(many(101)), suggestion([rename('o', 'x'.repeat(100_001))]), suggestion(many(100))];
  assert.deepEqual(
    identified(deps, all, 10).map(({ operations }) => operations.length),
    [100],
  );
});

test('a drawing, which is looked over as a picture, may be larger', () => {
  const placements = Array.from({ length: 2000 }, (_, n) => ({
    ...{ id: `Task_${n}`, waypoints: [], label: null },
    bounds: { x: 100 * n, y: 0, width: 100, height: 80 },
  }));
  const arrange: Operation = { id: 'o', pre: [], post: [], rationale: '', type: 'arrange', placements };
  assert.equal(identified(deps, [suggestion([arrange])], 1).length, 1);
});

test('its id says what it is about and what it does, whatever it is called', () => {
  const ids = [
    suggestion([rename('o', 'x')]),
    suggestion([rename('o', 'x')], { title: 'Called otherwise', reason: 'For another reason.', confidence: 1 }),
    suggestion([rename('o', 'y')]),
    suggestion([rename('o', 'x')], { elementIds: ['Other'] }),
  ].map((one) => identified(deps, [one], 1)[0]!.id);
  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids).size, 3);
});

test('only as many are identified as are asked for, and one is found by its id', () => {
  const all = [suggestion([rename('o', 'x')]), suggestion([rename('o', 'y')])];
  assert.equal(identified(deps, all, 1).length, 1);
  const [, second] = identified(deps, all, 2);
  assert.deepEqual(suggestionWithId(deps, all, second!.id), second);
  assert.equal(suggestionWithId(deps, all, 'nothing'), undefined);
});
