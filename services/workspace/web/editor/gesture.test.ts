import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stepsBetween } from './gesture.ts';
import type { LineFacts, ShapeFacts, Snapshot } from './snapshot.ts';

const task = (name: string, x: number, more: Partial<ShapeFacts> = {}): ShapeFacts => ({
  kind: 'bpmn::task',
  name,
  parent: 'Process',
  properties: {},
  bounds: { x, y: 0, width: 100, height: 80 },
  ...more,
});
const flow = (source: string, target: string, way: number[] = [0, 1]): LineFacts => ({
  kind: 'bpmn::sequence_flow',
  name: '',
  source,
  target,
  properties: {},
  waypoints: way.map((x) => ({ x, y: 0 })),
});
const canvas = (shapes: Record<string, ShapeFacts>, lines: Record<string, LineFacts> = {}): Snapshot => ({
  shapes: new Map(Object.entries(shapes)),
  lines: new Map(Object.entries(lines)),
});
const said = (before: Snapshot, after: Snapshot) => stepsBetween(before, after).map((step) => step?.case);

describe('a gesture as operations', () => {
  const A = task('A', 0);
  const B = task('B', 200);
  const before = canvas({ A, B }, { f: flow('A', 'B') });

  it('says nothing when nothing was done', () => {
    const rounded = task('A', 0.3);
    assert.deepEqual(said(before, canvas({ A: rounded, B }, { f: flow('A', 'B', [0.2, 1]) })), []);
  });

  it('drops a task on a flow: the old flow keeps its identity', () => {
    const after = canvas({ A, B, N: task('', 100) }, { f: flow('A', 'N', [0, 5]), g: flow('N', 'B') });
    assert.deepEqual(stepsBetween(before, after).slice(0, 1), [
      {
        case: 'addNode',
        value: {
          node: { id: 'N', kind: 'bpmn::task', name: '', properties: {} },
          parent: { selector: { case: 'id', value: 'Process' } },
        },
      },
    ]);
    assert.deepEqual(said(before, after), ['addNode', 'disconnect', 'connect', 'connect', 'arrange']);
    const connect = stepsBetween(before, after)[2];
    assert.deepEqual(connect?.case === 'connect' && connect.value.edge, { id: 'f', kind: 'bpmn::sequence_flow' });
  });

  it('moves a task with its flow, and into a lane', () => {
    const after = canvas({ A, B: task('B', 300, { properties: { lane: 'L' } }) }, { f: flow('A', 'B', [0, 5]) });
    assert.deepEqual(said(before, after), ['updateNode', 'arrange']);
  });

  it('removes a task, and not once more what goes with it', () => {
    const attached = task('', 250, { kind: 'bpmn::boundary_event', properties: { attachedTo: 'B' } });
    const with3 = canvas({ A, B, E: attached }, { f: flow('A', 'B') });
    assert.deepEqual(stepsBetween(with3, canvas({ A })), [
      { case: 'removeNode', value: { selector: { selector: { case: 'id', value: 'B' } } } },
    ]);
    assert.deepEqual(said(before, canvas({ A, B })), ['disconnect']);
    const noted = canvas({ A, B, N: task('', 400) }, { f: flow('A', 'B'), a: flow('N', 'f') });
    assert.deepEqual(stepsBetween(noted, canvas({ A, B, N: task('', 400) })), [
      { case: 'disconnect', value: { edgeId: 'f' } },
    ]);
  });

  it('leaves alone the lanes of what nobody has moved', () => {
    const lane = { properties: { lane: 'L' } };
    const after = canvas({ A: task('A', 0, lane), B: task('B', 300) }, { f: flow('A', 'B') });
    assert.deepEqual(said(before, after), ['arrange']);
  });

  it('takes what is drawn elsewhere out of a lane that is divided', () => {
    const lane = (parent: string) => task('', 0, { kind: 'bpmn::lane', parent });
    const whole = canvas({ L: lane('Process'), A: task('A', 0, { properties: { lane: 'L' } }) });
    const divided = canvas({ L: lane('Process'), L1: lane('L'), L2: lane('L'), A });
    const set = stepsBetween(whole, divided).flatMap((step) => (step?.case === 'updateNode' ? step.value : []));
    assert.deepEqual(set, [{ selector: { selector: { case: 'id', value: 'A' } }, properties: { lane: null } }]);
  });

  it('makes a step one of another kind, with what else is said', () => {
    const timer = task('B', 200, { kind: 'bpmn::start_event', properties: { eventDefinition: 'timer' } });
    const after = canvas({ A, B: timer }, { f: flow('A', 'B') });
    const change = {
      selector: { selector: { case: 'id', value: 'B' } },
      kind: 'bpmn::start_event',
      properties: { eventDefinition: 'timer' },
    };
    assert.deepEqual(stepsBetween(before, after), [{ case: 'changeKind', value: change }]);
  });

  it('adds what is needed before what needs it', () => {
    const pool = task('', 0, { kind: 'bpmn::participant', parent: 'C', properties: { processRef: 'P2' } });
    const { bounds: _, ...undrawn } = task('', 0, { parent: '' });
    const C = { ...undrawn, kind: 'bpmn::collaboration' };
    const P2 = { ...undrawn, kind: 'bpmn::process' };
    const after = canvas({ A, B, pool, P2, C }, { f: flow('A', 'B') });
    const added = stepsBetween(before, after).map((step) => step?.case === 'addNode' && step.value.node?.id);
    assert.deepEqual(added.slice(0, 3), ['C', 'P2', 'pool']);
  });

  it('tells where a name is that was moved, and that goes along', () => {
    const label = { x: 0, y: 90, width: 40, height: 14, isPut: true };
    const named = canvas({ A: { ...A, label }, B }, {});
    const elsewhere = { ...label, x: 30 };
    const placed = (after: Snapshot) =>
      stepsBetween(named, after).flatMap((step) => (step?.case === 'arrange' ? step.value.placements : []));
    assert.deepEqual(placed(canvas({ A: { ...A, label: elsewhere }, B })), [
      { id: 'A', label: { x: 30, y: 90, width: 40, height: 14 } },
    ]);
    const bent = { ...flow('A', 'B', [0, 5]), label: { ...label, isPut: true } };
    const straight = { ...flow('A', 'B'), label: { ...label, isPut: false } };
    const shifted = stepsBetween(canvas({ A, B }, { f: straight }), canvas({ A, B }, { f: bent }));
    assert.deepEqual(
      shifted.flatMap((step) => (step?.case === 'arrange' ? step.value.placements?.map((one) => 'label' in one) : [])),
      [false],
    );
    assert.deepEqual(placed(canvas({ A: { ...A, name: 'Another', label: { ...label, x: -10, width: 60 } }, B })), []);
  });

  it('puts on again what leads to a line that leads elsewhere', () => {
    const shapes = { A, B, C: task('C', 400), N: task('', 600) };
    const noted = canvas(shapes, { a: flow('N', 'f'), f: flow('A', 'B') });
    const led = stepsBetween(noted, canvas(shapes, { a: flow('N', 'f'), f: flow('A', 'C') }));
    assert.deepEqual(
      led.map((step) => [step.case, step.case === 'connect' ? step.value.edge?.id : '']),
      [
        ['disconnect', ''],
        ['connect', 'f'],
        ['connect', 'a'],
        ['arrange', ''],
      ],
    );
  });

  it('renames what has another name', () => {
    assert.deepEqual(stepsBetween(before, canvas({ A: task('C', 0), B }, { f: flow('A', 'B') })), [
      { case: 'rename', value: { selector: { selector: { case: 'id', value: 'A' } }, name: 'C' } },
    ]);
  });

  it('says what a boundary event is attached to, and what triggers it', () => {
    const timer = task('', 250, {
      kind: 'bpmn::boundary_event',
      properties: { attachedTo: 'B', eventDefinition: 'timer' },
    });
    const [add] = stepsBetween(before, canvas({ A, B, T: timer }, { f: flow('A', 'B') }));
    assert.deepEqual(add?.case === 'addNode' && add.value.node?.properties, {
      attachedTo: 'B',
      eventDefinition: 'timer',
    });
  });
});
