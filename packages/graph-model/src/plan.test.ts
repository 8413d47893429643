import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closeSelection } from './close-selection.ts';
import { emptyLayout } from './graph.ts';
import type { Operation } from './operation.ts';
import { planPatch } from './plan.ts';
import {
  byId,
  byKey,
  byName,
  graphOf,
  operation,
  sampleGraph,
  sampleLayout,
  sampleNewNode,
  sampleNode,
  testNotation,
} from './testing/index.ts';

const model = { graph: sampleGraph, layout: sampleLayout, notation: testNotation };
const plan = (...operations: readonly Operation[]) => planPatch({ ...model, operations });
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const add = operation('add', 'add_node', {
  node: sampleNewNode({ key: 'approve', name: 'Approve' }),
  parent: byId('sales'),
});
const cut = operation('cut', 'disconnect', { edgeId: 'f3', source: null, target: null, edgeKind: '' });
const into = operation('in', 'connect', { edge: flow, source: byKey('check'), target: byKey('approve') });
const outOf = operation('out', 'connect', { edge: flow, source: byKey('approve'), target: byId('ship') });

describe('a removed edge and a new connection', () => {
  const retargeted = [
    { type: 'edge_changed', id: 'f3', before: { target: 'ship' }, after: { target: 'new_add' } },
    {
      type: 'edge_added',
      edge: { ...flow, id: 'new_out', source: 'new_add', target: 'ship' },
    },
  ];

  it('become one edge that keeps its source, its name and the note on it, in whatever order', () => {
    for (const operations of [
      [add, cut, into, outOf],
      [add, outOf, into, cut],
      [cut, add, outOf, into],
    ]) {
      const { ok, change } = plan(...operations);
      assert.ok(ok);
      assert.deepEqual(new Set(change.semantic.slice(1)), new Set(retargeted));
    }
  });

  it('keep the target when no connection has the source', () => {
    const { change } = plan(add, cut, outOf);
    const kept = { type: 'edge_changed', id: 'f3', before: { source: 'check' }, after: { source: 'new_add' } };
    assert.deepEqual(change.semantic.slice(1), [kept]);
  });

  it('take the name that the connection brings', () => {
    const named = { ...into, edge: { ...flow, name: 'if in stock', properties: { condition: null, cost: 1 } } };
    const changed = plan(add, cut, named).change.semantic.find((mutation) => mutation.type === 'edge_changed');
    assert.deepEqual(changed?.after, {
      name: 'if in stock',
      target: 'new_add',
      properties: { cost: 1 },
    });
  });

  it('bridge what was removed between them', () => {
    const remove = operation('remove', 'remove_node', { selector: byKey('check') });
    const bridge = operation('bridge', 'connect', { edge: flow, source: byKey('receive'), target: byId('ship') });
    const { change } = plan(remove, bridge);
    assert.deepEqual(change.semantic[0], {
      type: 'edge_changed',
      id: 'f2',
      before: { target: 'check' },
      after: { target: 'ship' },
    });
  });

  it('stay two when the connection has an id of its own or another kind', () => {
    for (const edge of [
      { ...flow, id: 'mine' },
      { ...flow, kind: 'bpmn::message_flow' },
    ]) {
      const { change } = plan(add, cut, { ...into, edge });
      assert.deepEqual(
        change.semantic.map((mutation) => mutation.type),
        ['node_added', 'edge_added', 'edge_removed', 'edge_removed'],
      );
    }
  });

  it('cancel out when they are the same', () => {
    const again = operation('again', 'connect', { edge: flow, source: byKey('check'), target: byId('ship') });
    const { ok, change, diagnostics } = plan(cut, again);
    assert.ok(ok);
    assert.deepEqual(change, { semantic: [], layout: [] });
    assert.deepEqual(
      diagnostics.map((diagnostic) => diagnostic.code),
      ['no_change'],
    );
  });
});

describe('optimising', () => {
  it('leaves nothing of what comes and goes', () => {
    const remove = operation('remove', 'remove_node', { selector: byKey('approve') });
    assert.deepEqual(plan(add, into, remove).change.semantic, []);
  });

  it('merges successive changes of one element', () => {
    const rename = (id: string, name: string) => operation(id, 'rename', { selector: byId('ship'), name });
    const update = operation('u', 'update_node', { selector: byId('ship'), properties: { cost: 3 } });
    assert.deepEqual(plan(rename('a', 'x'), update, rename('b', 'y')).change.semantic, [
      {
        type: 'node_changed',
        id: 'ship',
        before: { name: 'Ship', properties: {} },
        after: { name: 'y', properties: { cost: 3 } },
      },
    ]);
  });
});

describe('dependencies', () => {
  const dependsOn = (...operations: readonly Operation[]) =>
    Object.fromEntries(plan(...operations).operations.map((planned) => [planned.id, planned.dependsOn]));

  it('lead to the operation that adds what another uses, and no further', () => {
    assert.deepEqual(dependsOn(add, cut, into, outOf), { add: [], cut: [], in: ['add'], out: ['add'] });
  });

  it('lead to the operation that gave a name or took it away', () => {
    const rename = operation('rename', 'rename', { selector: byId('ship'), name: 'Deliver' });
    const byNewName = operation('use', 'set_lifecycle', { selector: byName('deliver'), lifecycle: 'retired' });
    const idUse = operation('id', 'set_lifecycle', { selector: byId('ship'), lifecycle: 'retired' });
    assert.deepEqual(dependsOn(rename, byNewName, idUse), { rename: [], use: ['rename'], id: [] });

    const twin = operation('twin', 'rename', { selector: byId('check'), name: 'Ship' });
    const untwin = operation('untwin', 'rename', { selector: byId('ship'), name: 'Other' });
    const one = operation('one', 'rename', { selector: byName('ship'), name: 'x' });
    assert.deepEqual(dependsOn(twin, untwin, one).one?.toSorted(), ['twin', 'untwin']);
  });

  it('lead to the removal that frees a key or makes a pre-condition hold', () => {
    const remove = operation('remove', 'remove_node', { selector: byKey('check') });
    const reuse = operation('reuse', 'add_node', { node: sampleNewNode({ key: 'check' }), parent: null });
    const only = operation('only', 'rename', {
      selector: byId('ship'),
      name: 'x',
      pre: [{ type: 'absent', selector: byName('Check credit') }],
    });
    assert.deepEqual(dependsOn(remove, reuse, only), { remove: [], reuse: ['remove'], only: ['remove'] });
  });

  it('lead to the edge that a neighbour was found by', () => {
    const link = operation('link', 'connect', { edge: flow, source: byId('ship'), target: byKey('receive') });
    const neighbour = operation('use', 'set_lifecycle', {
      selector: { by: 'neighbour', of: byId('ship'), direction: 'out', edgeKind: '' },
      lifecycle: 'planned',
    });
    const retype = operation('end', 'remove_node', { selector: byId('end') });
    assert.deepEqual(dependsOn(link, retype, neighbour).use?.toSorted(), ['end', 'link']);
  });

  it('lead to the operation that makes a post-condition hold, even a later one', () => {
    const first = operation('first', 'rename', {
      selector: byId('ship'),
      name: 'x',
      post: [{ type: 'exists', selector: byKey('approve') }],
    });
    assert.deepEqual(dependsOn(first, add), { first: ['add'], add: [] });
  });
});

describe('approving some operations', () => {
  it('needs what they depend on', () => {
    const whole = plan(add, cut, into, outOf);
    assert.deepEqual(closeSelection(whole, new Set(['in'])), { closed: new Set(['add', 'in']), missing: ['add'] });
    assert.deepEqual(closeSelection(whole, new Set(['cut', 'unknown'])), { closed: new Set(['cut']), missing: [] });

    const part = planPatch({ ...model, operations: [add, cut, into, outOf], only: new Set(['in']) });
    assert.deepEqual(
      part.diagnostics.map(({ code, operationId, message }) => ({ code, operationId, message })),
      [
        {
          code: 'depends_on_operation',
          operationId: 'in',
          message: 'Operation "add" adds "approve", but is not among those selected: select it too.',
        },
      ],
    );
    assert.ok(planPatch({ ...model, operations: [add, cut, into, outOf], only: new Set(['in', 'add']) }).ok);
  });

  it('says which id is unknown', () => {
    const { diagnostics } = planPatch({ ...model, operations: [add], only: new Set(['other']) });
    assert.deepEqual(diagnostics, [
      {
        severity: 'error',
        code: 'unknown_operation',
        message: 'The patch has no valid operation "other".',
        operationId: 'other',
      },
    ]);
  });
});

describe('a patch', () => {
  it('says that what an operation needs is added later or failed to be added', () => {
    const broken = { ...add, parent: byId('nowhere') };
    const messages = (...operations: readonly Operation[]) =>
      plan(...operations).diagnostics.map(({ message }) => message);
    assert.deepEqual(messages(into, add), ['Operation "add" adds "approve", but later: put it first.']);
    assert.equal(messages(broken, into)[1], 'Operation "add", which adds "approve", failed.');
  });

  it('has each operation id once, and not too many', () => {
    assert.deepEqual(
      plan(add, { ...cut, id: 'add' }).diagnostics.map(({ code }) => code),
      ['duplicate_operation_id'],
    );
    const many = Array.from({ length: 1_001 }, (_, at) => ({ ...cut, id: `op${at}` }));
    assert.deepEqual(
      plan(...many).diagnostics.map(({ code }) => code),
      ['limit_exceeded'],
    );
  });

  it('does not search for ever', () => {
    const graph = graphOf(
      Array.from({ length: 20_000 }, (_, at) => sampleNode(`n${at}`)),
      [],
    );
    const search = { by: 'type', kind: '', filter: { nameContains: 'x' } } as const;
    const pre = Array.from({ length: 20 }, () => ({ type: 'absent', selector: search }) as const);
    const operations = Array.from({ length: 60 }, (_, at) =>
      operation(`op${at}`, 'rename', { selector: byId('n1'), name: 'y', pre }),
    );
    assert.deepEqual(
      planPatch({ graph, layout: emptyLayout, notation: testNotation, operations }).diagnostics.map(({ code }) => code),
      ['limit_exceeded'],
    );
  });

  it('is not blamed for what was wrong before', () => {
    const wrong = plan(
      operation('wrong', 'connect', { edge: { ...flow, id: 'w' }, source: byId('end'), target: byId('ship') }),
    );
    assert.deepEqual(
      wrong.diagnostics.map(({ code, operationId }) => [code, operationId]),
      [['test_end_event_outgoing', 'wrong']],
    );
    const rename = operation('rename', 'rename', { selector: byId('end'), name: 'Done' });
    const next = planPatch({ ...wrong.after, notation: testNotation, operations: [rename] });
    assert.ok(next.ok);
    assert.deepEqual(next.diagnostics, []);
  });
});

describe('moving on the canvas', () => {
  const move = (id: string, x: number, y: number) =>
    operation(`move-${id}`, 'move', {
      selector: byId(id),
      parent: null,
      bounds: { x, y, width: 100, height: 80 },
      waypoints: [],
    });

  it('takes attached nodes along and keeps edges at the node, at right angles', () => {
    const { after, change } = plan(move('check', 310, 290));
    assert.deepEqual(change.semantic, []);
    assert.deepEqual(after.layout.bounds.get('timer'), { x: 342, y: 352, width: 36, height: 36 });
    assert.deepEqual(after.layout.waypoints.get('f2'), [
      { x: 200, y: 100 },
      { x: 360, y: 100 },
      { x: 360, y: 290 },
    ]);
    assert.deepEqual(after.layout.waypoints.get('f3'), [
      { x: 410, y: 330 },
      { x: 550, y: 330 },
      { x: 550, y: 140 },
    ]);
  });

  it('carries the whole route when both ends move alike', () => {
    const { after } = plan(move('check', 310, 270), move('ship', 510, 70));
    assert.deepEqual(after.layout.waypoints.get('f3'), [
      { x: 410, y: 310 },
      { x: 560, y: 310 },
      { x: 560, y: 150 },
    ]);
  });

  it('clears the places of what is removed', () => {
    const { after } = plan(operation('remove', 'remove_node', { selector: byId('check') }));
    assert.deepEqual([...after.layout.bounds.keys()], ['sales', 'finance', 'receive', 'ship']);
    assert.deepEqual(after.layout.waypoints.size, 0);
  });
});

describe('what a notation makes of a patch', () => {
  const planWith = (notation: Partial<typeof testNotation>, ...operations: readonly Operation[]) =>
    planPatch({ ...model, notation: { ...testNotation, ...notation }, operations });

  it('is part of the change, with its inverse', () => {
    const ship = sampleGraph.nodes.get('ship')!;
    const renamed = { type: 'node_changed', id: 'ship', before: { name: ship.name }, after: { name: 'Send' } } as const;
    const { ok, change, inverse } = planWith({ complete: () => [renamed] }, add);
    assert.ok(ok);
    assert.ok(change.semantic.some((mutation) => mutation.type === 'node_changed' && mutation.id === 'ship'));
    assert.ok(
      inverse.semantic.some((mutation) => mutation.type === 'node_changed' && mutation.after.name === ship.name),
    );
  });

  it('contradicts a patch that adds to what has to go', () => {
    const edge = sampleGraph.edges.get('f3')!;
    const remark = operation('remark', 'connect', { edge: flow, source: byId('f3'), target: byId('ship') });
    const { ok, diagnostics } = planWith({ complete: () => [{ type: 'edge_removed', edge }] }, remark);
    assert.ok(!ok);
    assert.ok(diagnostics.some(({ code }) => code === 'contradiction'));
  });

  it('is drawn only when it keeps the rules', () => {
    const error = { severity: 'error', code: 'test_never', message: 'Never.', elementIds: ['new_add'] } as const;
    const layOut = () => assert.fail('a change that breaks a rule was drawn');
    const check: typeof testNotation.check = (graph) => (graph.nodes.has('new_add') ? [error] : []);
    assert.ok(!planWith({ layOut, check }, add).ok);
  });
});
