import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyMutations } from './apply.ts';
import { conflicts } from './conflicts.ts';
import type { Operation } from './operation.ts';
import { planPatch } from './plan.ts';
import { rebase, rebaseChange } from './rebase.ts';
import {
  byId,
  byKey,
  byName,
  operation,
  sampleGraph,
  sampleLayout,
  sampleNewNode,
  testNotation,
} from './testing/index.ts';

const model = { graph: sampleGraph, layout: sampleLayout, notation: testNotation };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const rename = (id: string, name: string) => operation('rename', 'rename', { selector: byId(id), name });
const update = (id: string, properties: { [key: string]: string }) =>
  operation('update', 'update_node', { selector: byId(id), properties });
const remove = (id: string) => operation('remove', 'remove_node', { selector: byId(id) });
const move = (id: string, into: string) =>
  operation('move', 'move', { selector: byId(id), parent: byId(into), bounds: null, waypoints: [] });
const place = (id: string, x: number) =>
  operation('place', 'move', {
    selector: byId(id),
    parent: null,
    bounds: { x, y: 0, width: 9, height: 9 },
    waypoints: [],
  });
const addTo = (id: string, key = '') =>
  operation('add', 'add_node', { node: sampleNewNode({ key }), parent: byId(id) });
const connect = (from: string, to: string) =>
  operation('connect', 'connect', { edge: flow, source: byId(from), target: byId(to) });

/** Ours, theirs, and the fields in conflict with their elements. */
const rows: readonly (readonly [string, Operation, Operation, readonly string[]])[] = [
  ['a rename and an update of one node', rename('check', 'x'), update('check', { owner: 'Eva' }), []],
  ['updates of different properties', update('check', { owner: 'Eva' }), update('check', { system: 'CRM' }), []],
  [
    'updates of one property',
    update('check', { system: 'A' }),
    update('check', { system: 'B' }),
    ['check properties.system'],
  ],
  ['two renames', rename('check', 'x'), rename('check', 'y'), ['check name']],
  ['two renames to the same', rename('check', 'x'), rename('check', 'x'), []],
  ['a rename of what they removed', rename('check', 'x'), remove('check'), ['check existence']],
  ['a removal of what they renamed', remove('check'), rename('check', 'y'), ['check existence']],
  ['two removals', remove('check'), remove('check'), []],
  ['a new edge at what they removed', connect('ship', 'check'), remove('check'), ['check existence']],
  ['a removal of what they connected', remove('check'), connect('ship', 'check'), ['check existence']],
  ['a new node in what they removed', addTo('finance'), remove('finance'), ['finance existence']],
  ['a move into what they removed', move('ship', 'finance'), remove('finance'), ['finance existence']],
  ['the same key', addTo('sales', 'k'), { ...addTo('sales', 'k'), id: 'other' }, ['new_add key']],
  ['moves into each other', move('sales', 'finance'), move('finance', 'sales'), ['sales parent']],
  ['places on the canvas', place('ship', 1), place('ship', 2), ['ship bounds']],
  ['the same place', place('ship', 1), place('ship', 1), []],
];

describe('conflicts', () => {
  for (const [what, ours, theirs, expected] of rows) {
    it(`${what}: ${expected.length === 0 ? 'none' : expected.join()}`, () => {
      const mine = planPatch({ ...model, operations: [ours] });
      const yours = planPatch({ ...model, operations: [theirs] });
      const found = conflicts(mine, [yours.change], yours.after.graph);
      assert.deepEqual(
        found.map((conflict) => `${conflict.elementId} ${conflict.field}`),
        expected,
      );
      for (const conflict of found) {
        assert.deepEqual(conflict.operationIds, [ours.id]);
        assert.match(`${conflict.ours} ${conflict.theirs}`, /^[A-Z].*\. [A-Z].*\.$/);
      }
    });
  }

  it('say who did what in which change', () => {
    const mine = planPatch({ ...model, operations: [rename('check', 'Mine')] });
    const first = planPatch({ ...model, operations: [rename('ship', 'Deliver')] });
    const second = planPatch({ ...first.after, notation: testNotation, operations: [rename('check', 'Theirs')] });
    assert.deepEqual(conflicts(mine, [first.change, second.change], second.after.graph), [
      {
        elementId: 'check',
        field: 'name',
        operationIds: ['rename'],
        ours: 'Renames task "Theirs" to "Mine".',
        theirs: 'Renamed it to "Theirs".',
        values: { ours: 'Mine', theirs: 'Theirs' },
        intervening: 1,
      },
    ]);
  });
});

describe('rebase', () => {
  it('carries out what is insisted on, where the rules allow it', () => {
    const mine = planPatch({ ...model, operations: [rename('check', 'Mine')] });
    const other = planPatch({ ...model, operations: [rename('check', 'Theirs')] });
    const gone = planPatch({ ...model, operations: [remove('check')] });
    const insisted = new Set(['rename']);
    const request = { ...other.after, notation: testNotation, operations: [rename('check', 'Mine')] };
    assert.equal(rebase(mine, [other.change], request).ok, false);
    const moved = rebase(mine, [other.change], request, insisted);
    assert.ok(moved.ok);
    assert.equal(moved.plan.after.graph.nodes.get('check')?.name, 'Mine');
    const impossible = rebase(mine, [gone.change], { ...request, ...gone.after }, insisted);
    assert.ok(!impossible.ok && impossible.diagnostics.length > 0);
  });

  const onto = (ours: Operation, theirs: Operation) => {
    const plan = planPatch({ ...model, operations: [ours] });
    const other = planPatch({ ...model, operations: [theirs] });
    return rebase(plan, [other.change], { ...other.after, operations: [ours], notation: testNotation });
  };

  it('plans again on the newest graph', () => {
    const result = onto(rename('check', 'x'), update('check', { owner: 'Eva' }));
    assert.ok(result.ok);
    const node = result.plan.after.graph.nodes.get('check');
    assert.deepEqual([node?.name, node?.properties], ['x', { system: 'ERP', owner: 'Eva' }]);
  });

  it('refuses what would now be about something else', () => {
    const tasks = operation('op', 'set_lifecycle', {
      selector: { by: 'type', kind: 'bpmn::task', filter: {} },
      lifecycle: 'retired',
    });
    const result = onto(tasks, addTo('sales'));
    assert.ok(!result.ok);
    assert.deepEqual(
      result.conflicts.map(({ elementId, field, operationIds }) => ({ elementId, field, operationIds })),
      [{ elementId: 'new_add', field: 'selection', operationIds: ['op'] }],
    );
  });

  it('gives the diagnostics of what is no longer valid', () => {
    const byOldName = operation('op', 'set_lifecycle', { selector: byName('Ship'), lifecycle: 'retired' });
    const result = onto(byOldName, rename('ship', 'Deliver'));
    assert.ok(!result.ok);
    assert.deepEqual(
      result.diagnostics.map(({ code }) => code),
      ['selector_matches_nothing'],
    );
  });
});

describe('taking back an old change', () => {
  it('keeps what came after it', () => {
    const first = planPatch({ ...model, operations: [update('check', { system: 'CRM' })] });
    const second = planPatch({
      ...first.after,
      notation: testNotation,
      operations: [operation('b', 'update_node', { selector: byKey('check'), properties: { owner: 'Eva' } })],
    });
    assert.deepEqual(conflicts(first.inverse, [second.change], second.after.graph), []);
    const back = rebaseChange(first.inverse, second.after);
    const graph = applyMutations(second.after.graph, back.semantic);
    assert.deepEqual(graph.nodes.get('check')?.properties, { system: 'ERP', owner: 'Eva' });
  });
});
