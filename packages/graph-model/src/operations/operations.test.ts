import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeChange } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { planPatch } from '../plan.ts';
import {
  byId,
  byKey,
  byName,
  byPath,
  operation,
  sampleGraph,
  sampleLayout,
  sampleNewNode,
  testNotation,
} from '../testing/index.ts';

const model = { graph: sampleGraph, layout: sampleLayout, notation: testNotation };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };

interface Row {
  readonly does: string;
  readonly operations: readonly Operation[];
  /** The lines that describe the semantic change. */
  readonly lines: readonly string[];
}

const rows: readonly Row[] = [
  {
    does: 'add_node adds into a container named by its path',
    operations: [
      operation('add', 'add_node', {
        node: sampleNewNode({ name: 'Pack', kind: 'bpmn::manual_task' }),
        parent: byPath('Order handling', 'sales'),
      }),
    ],
    lines: ['+ manual task "Pack" in lane "Sales"'],
  },
  {
    does: 'add_node attaches to a host that is named by its key',
    operations: [
      operation('add', 'add_node', {
        node: sampleNewNode({ name: 'Late', kind: 'bpmn::boundary_event', properties: { attachedTo: 'receive' } }),
        parent: byId('sales'),
      }),
    ],
    lines: ['+ boundary event "Late" on user task "Receive order"'],
  },
  {
    does: 'remove_node takes attached nodes and edges along, and edges at edges',
    operations: [operation('remove', 'remove_node', { selector: byKey('check') })],
    lines: [
      '- sequence flow f5 from boundary event "Two days" to end event end',
      '- association a1 from text annotation "Only with stock" to sequence flow "yes"',
      '- sequence flow "yes" from task "Check credit" to task "Ship"',
      '- sequence flow f2 from user task "Receive order" to task "Check credit"',
      '- boundary event "Two days" on task "Check credit"',
      '- task "Check credit" in lane "Finance"',
    ],
  },
  {
    does: 'update_node sets, replaces and removes properties',
    operations: [
      operation('update', 'update_node', { selector: byKey('check'), properties: { owner: 'Eva', system: null } }),
    ],
    lines: ['~ task "Check credit" loses system (was "ERP")', '~ task "Check credit" has owner "Eva"'],
  },
  {
    does: 'update_node works on an edge',
    operations: [operation('update', 'update_node', { selector: byId('f3'), properties: { condition: 'always' } })],
    lines: ['~ sequence flow "yes" has condition "always" (was "ok")'],
  },
  {
    does: 'connect leads from a node to an edge too',
    operations: [
      operation('connect', 'connect', {
        edge: { ...flow, kind: 'bpmn::association', id: 'a2' },
        source: byName('Only with stock'),
        target: byId('f4'),
      }),
    ],
    lines: ['+ association a2 from text annotation "Only with stock" to sequence flow f4'],
  },
  {
    does: 'disconnect removes the edges between two nodes',
    operations: [
      operation('cut', 'disconnect', {
        edgeId: '',
        source: byKey('receive'),
        target: byKey('check'),
        edgeKind: 'bpmn::sequence_flow',
      }),
    ],
    lines: ['- sequence flow f2 from user task "Receive order" to task "Check credit"'],
  },
  {
    does: 'disconnect removes all edges into a node',
    operations: [operation('cut', 'disconnect', { edgeId: '', source: null, target: byId('end'), edgeKind: '' })],
    lines: [
      '- sequence flow f5 from boundary event "Two days" to end event end',
      '- sequence flow f4 from task "Ship" to end event end',
    ],
  },
  {
    does: 'replace_subgraph hands its edges to entry and exit, and drops those of what was attached',
    operations: [
      operation('replace', 'replace_subgraph', {
        remove: byKey('check'),
        parent: null,
        nodes: [
          sampleNewNode({ key: 'check', kind: 'bpmn::service_task', name: 'Score' }),
          sampleNewNode({ key: 'decide', name: 'Decide' }),
        ],
        edges: [{ ...flow, source: 'check', target: 'decide' }],
        entry: 'check',
        exit: 'decide',
      }),
    ],
    lines: [
      '+ service task "Score" in lane "Finance"',
      '+ task "Decide" in lane "Finance"',
      '~ sequence flow "yes" now leads from task "Decide" (was task "Check credit")',
      '~ sequence flow f2 now leads to service task "Score" (was task "Check credit")',
      '+ sequence flow new_replace-edge-1 from service task "Score" to task "Decide"',
      '- sequence flow f5 from boundary event "Two days" to end event end',
      '- boundary event "Two days" on task "Check credit"',
      '- task "Check credit" in lane "Finance"',
    ],
  },
  {
    does: 'rename names a node or an edge',
    operations: [
      operation('a', 'rename', { selector: byName('ship'), name: 'Ship goods' }),
      operation('b', 'rename', { selector: byId('f3'), name: '' }),
    ],
    lines: ['~ task "Ship" is now named "Ship goods"', '~ sequence flow "yes" loses its name'],
  },
  {
    does: 'set_lifecycle works on all that a selector matches',
    operations: [
      operation('retire', 'set_lifecycle', {
        selector: { by: 'neighbour', of: byKey('check'), direction: 'both', edgeKind: 'bpmn::sequence_flow' },
        lifecycle: 'retiring',
      }),
    ],
    lines: ['~ user task "Receive order" is now retiring (was current)', '~ task "Ship" is now retiring (was current)'],
  },
  {
    does: 'move takes attached nodes into the new container',
    operations: [
      operation('move', 'move', { selector: byKey('check'), parent: byName('Sales'), bounds: null, waypoints: [] }),
    ],
    lines: ['~ task "Check credit" moves into lane "Sales"', '~ boundary event "Two days" moves into lane "Sales"'],
  },
  {
    does: 'change_kind keeps the id, the name and the edges, and sets properties',
    operations: [
      operation('change', 'change_kind', {
        selector: byName('ship'),
        kind: 'bpmn::service_task',
        properties: { owner: 'Eva' },
      }),
    ],
    lines: ['~ task "Ship" is now a service task (was a task)', '~ task "Ship" has owner "Eva"'],
  },
  {
    does: 'group puts nodes of several containers into one in their common container',
    operations: [
      operation('group', 'group', {
        selector: { by: 'type', kind: 'bpmn::task', filter: {} },
        node: sampleNewNode({ kind: 'bpmn::sub_process', name: 'Fulfil' }),
      }),
    ],
    lines: [
      '+ sub-process "Fulfil" in process "Order handling"',
      '~ task "Check credit" moves into sub-process "Fulfil"',
      '~ boundary event "Two days" moves into sub-process "Fulfil"',
      '~ task "Ship" moves into sub-process "Fulfil"',
    ],
  },
];

describe('a copy', () => {
  it('has what its original has, but for what ties that to others', () => {
    const copy = operation('copy', 'add_node', {
      node: sampleNewNode({ id: 'second', kind: 'bpmn::boundary_event', name: 'Two weeks' }),
      parent: byId('process'),
      copyOf: 'timer',
    });
    const { change, after } = planPatch({ ...model, operations: [copy] });
    const { attachedTo: _, ...own } = sampleGraph.nodes.get('timer')!.properties;
    assert.deepEqual(after.graph.nodes.get('second')?.properties, own);
    assert.deepEqual(change.copies, new Map([['second', 'timer']]));
  });

  it('of an edge has its properties but for those that are given, and those that are cleared', () => {
    const [original] = sampleGraph.edges.values();
    const { kind, source, target } = original!;
    const properties = { note: 'kept', other: 'cleared' };
    const edges = new Map([...sampleGraph.edges, [original!.id, { ...original!, properties }]]);
    const copy = operation('copy', 'connect', {
      edge: { id: 'second', kind, name: '', properties: { other: null, own: 'given' } },
      source: byId(source),
      target: byId(target),
      copyOf: original!.id,
    });
    const { change, after } = planPatch({ ...model, graph: { ...sampleGraph, edges }, operations: [copy] });
    assert.deepEqual(after.graph.edges.get('second')?.properties, { note: 'kept', own: 'given' });
    assert.deepEqual(change.copies, new Map([['second', original!.id]]));
  });
});

describe('a patch that somebody has drawn', () => {
  it('moves what it names, with its label, and nothing else', () => {
    const bounds = { x: 0, y: 500, width: 36, height: 36 };
    const draw = operation('draw', 'arrange', {
      placements: [
        { id: 'sales', bounds: { x: 50, y: 0, width: 800, height: 200 }, waypoints: [], label: null },
        { id: 'timer', bounds, waypoints: [], label: null },
      ],
    });
    const { change } = planPatch({ ...model, operations: [draw] });
    assert.deepEqual(
      change.layout.map(({ type, id }) => [type, id]),
      [
        ['bounds_set', 'sales'],
        ['bounds_set', 'timer'],
        ['label_set', 'timer'],
      ],
    );
    assert.deepEqual(change.layout[2]?.after, { x: -22, y: 543, width: 80, height: 14 });
  });
});

describe('each operation', () => {
  for (const { does, operations, lines } of rows) {
    it(does, () => {
      const plan = planPatch({ ...model, operations });
      assert.deepEqual(plan.diagnostics, []);
      const described = describeChange({ ...plan.change, layout: [] }, sampleGraph, plan.after.graph);
      assert.deepEqual(described.toSorted(), lines.toSorted());
    });
  }
});

const nowhere = byId('nowhere');
const box = { x: 0, y: 0, width: 10, height: 10 };
const place = (id: string, at: object) => ({ id, bounds: null, waypoints: [], label: null, ...at });
const refusals: readonly (readonly [code: string, operation: Operation])[] = [
  ['selector_matches_nothing', operation('op', 'remove_node', { selector: nowhere })],
  ['selector_ambiguous', operation('op', 'rename', { selector: byName('', ''), name: 'x' })],
  ['not_a_node', operation('op', 'remove_node', { selector: byId('f1') })],
  ['not_an_edge', operation('op', 'disconnect', { edgeId: 'ship', source: null, target: null, edgeKind: '' })],
  ['invalid_operation', operation('op', 'disconnect', { edgeId: '', source: null, target: null, edgeKind: '' })],
  ['invalid_operation', operation('op', 'move', { selector: byId('ship'), parent: null, bounds: null, waypoints: [] })],
  [
    'not_an_edge',
    operation('op', 'move', {
      selector: byId('ship'),
      parent: null,
      bounds: null,
      waypoints: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    }),
  ],
  [
    'invalid_bounds',
    operation('op', 'move', {
      selector: byId('ship'),
      parent: null,
      bounds: { x: 0, y: 0, width: 0, height: Number.NaN },
      waypoints: [],
    }),
  ],
  [
    'containment_cycle',
    operation('op', 'move', { selector: byId('process'), parent: byId('sales'), bounds: null, waypoints: [] }),
  ],
  ['unknown_kind', operation('op', 'add_node', { node: sampleNewNode({ kind: 'bpmn::tusk' }), parent: null })],
  ['unknown_kind', operation('op', 'add_node', { node: sampleNewNode({ kind: 'bpmn::association' }), parent: null })],
  ['unknown_kind', operation('op', 'remove_node', { selector: byName('x', 'bpmn::tusk') })],
  ['unknown_lifecycle', operation('op', 'set_lifecycle', { selector: byId('ship'), lifecycle: 'gone' as never })],
  ['id_taken', operation('op', 'add_node', { node: sampleNewNode({ id: 'f1' }), parent: null })],
  ['key_taken', operation('op', 'add_node', { node: sampleNewNode({ key: 'check' }), parent: null })],
  ['invalid_id', operation('op', 'add_node', { node: sampleNewNode({ id: '1 <b>' }), parent: null })],
  ['invalid_id', operation('op', 'add_node', { node: sampleNewNode({ id: '__proto__' }), parent: null })],
  ['invalid_id', operation('op', 'add_node', { node: sampleNewNode({ id: 'constructor' }), parent: null })],
  ['invalid_id', operation('op', 'add_node', { node: sampleNewNode({ id: 'hasOwnProperty' }), parent: null })],
  ['invalid_text', operation('op', 'rename', { selector: byId('ship'), name: 'a\u0000b' })],
  ['invalid_text', operation('op', 'rename', { selector: byId('ship'), name: '\ud800' })],
  ['limit_exceeded', operation('op', 'rename', { selector: byId('ship'), name: 'x'.repeat(20_001) })],
  [
    'dangling_attachment',
    operation('op', 'update_node', { selector: byId('timer'), properties: { attachedTo: 'nowhere' } }),
  ],
  [
    'unknown_operation_type',
    { ...operation('op', 'rename', { selector: byId('ship'), name: '' }), type: 'explode' as never },
  ],
  ['unknown_field', { ...operation('op', 'rename', { selector: byId('ship'), name: 'x' }), nmae: 'y' } as never],
  [
    'unknown_field',
    operation('op', 'remove_node', { selector: { by: 'type', kind: '', filter: { nameLike: 'x' } } as never }),
  ],
  [
    'unknown_entry_or_exit',
    operation('op', 'replace_subgraph', {
      remove: byId('ship'),
      parent: null,
      nodes: [],
      edges: [],
      entry: 'a',
      exit: '',
    }),
  ],
  [
    'precondition_failed',
    operation('op', 'rename', { selector: byId('ship'), name: 'x', pre: [{ type: 'exists', selector: nowhere }] }),
  ],
  ['not_a_copy', operation('op', 'add_node', { node: sampleNewNode(), parent: null, copyOf: 'start' })],
  [
    'not_a_copy',
    operation('op', 'connect', {
      edge: { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} },
      source: byId('start'),
      target: byId('ship'),
      copyOf: 'start',
    }),
  ],
  ['not_a_node', operation('op', 'arrange', { placements: [place('f1', { bounds: box })] })],
  [
    'not_an_edge',
    operation('op', 'arrange', {
      placements: [
        place('ship', {
          waypoints: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        }),
      ],
    }),
  ],
  ['invalid_bounds', operation('op', 'arrange', { placements: [place('f1', { waypoints: [{ x: 0, y: 0 }] })] })],
  ['selector_matches_nothing', operation('op', 'arrange', { placements: [place('nowhere', { label: box })] })],
  [
    'unknown_kind',
    operation('op', 'change_kind', { selector: byId('ship'), kind: 'bpmn::association', properties: {} }),
  ],
  [
    'postcondition_failed',
    operation('op', 'rename', {
      selector: byId('ship'),
      name: 'x',
      post: [{ type: 'name_is', selector: byId('ship'), name: 'y' }],
    }),
  ],
  ['test_end_event_outgoing', operation('op', 'connect', { edge: flow, source: byId('end'), target: byId('ship') })],
];

describe('what cannot be done', () => {
  for (const [code, refused] of refusals) {
    it(`${refused.type} is refused: ${code}`, () => {
      const plan = planPatch({ ...model, operations: [refused] });
      assert.equal(plan.ok, false);
      assert.ok(plan.diagnostics.length > 0);
      for (const diagnostic of plan.diagnostics) {
        assert.equal(diagnostic.code, code);
        assert.equal(diagnostic.operationId, 'op');
        assert.match(diagnostic.message, /\.$|\?$/);
      }
    });
  }
});
