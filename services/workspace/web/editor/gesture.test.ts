import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stepsBetween } from './gesture.ts';
import type { LineFacts, ShapeFacts, Snapshot } from './snapshot.ts';

const task = (name: string, x: number, more: Partial<ShapeFacts> = {}): ShapeFacts => ({
  kind: 'bpmn::task',
  name,
  parent: 'Process',
  lane: '',
  host: '',
  trigger: '',
  bounds: { x, y: 0, width: 100, height: 80 },
  ...more,
});
const flow = (source: string, target: string, way: number[] = [0, 1]): LineFacts => ({
  kind: 'bpmn::sequence_flow',
  name: '',
  source,
  target,
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
    assert.deepEqual(stepsBetween(before, after).slice(0, 2), [
      {
        case: 'addNode',
        value: {
          node: { id: 'N', kind: 'bpmn::task', name: '', properties: {} },
          parent: { selector: { case: 'id', value: 'Process' } },
        },
      },
      {
        case: 'move',
        value: { selector: { selector: { case: 'id', value: 'N' } }, bounds: { x: 100, y: 0, width: 100, height: 80 } },
      },
    ]);
    assert.deepEqual(said(before, after), ['addNode', 'move', 'move', 'disconnect', 'connect', 'connect', 'move']);
    const connect = stepsBetween(before, after)[4];
    assert.deepEqual(connect?.case === 'connect' && connect.value.edge, { kind: 'bpmn::sequence_flow' });
  });

  it('moves a task with its flow, and into a lane', () => {
    const after = canvas({ A, B: task('B', 300, { lane: 'L' }) }, { f: flow('A', 'B', [0, 5]) });
    assert.deepEqual(said(before, after), ['updateNode', 'move', 'move']);
  });

  it('removes a task, and not once more what goes with it', () => {
    const attached = task('', 250, { kind: 'bpmn::boundary_event', host: 'B' });
    const with3 = canvas({ A, B, E: attached }, { f: flow('A', 'B') });
    assert.deepEqual(stepsBetween(with3, canvas({ A })), [
      { case: 'removeNode', value: { selector: { selector: { case: 'id', value: 'B' } } } },
    ]);
    assert.deepEqual(said(before, canvas({ A, B })), ['disconnect']);
  });

  it('renames what has another name', () => {
    assert.deepEqual(stepsBetween(before, canvas({ A: task('C', 0), B }, { f: flow('A', 'B') })), [
      { case: 'rename', value: { selector: { selector: { case: 'id', value: 'A' } }, name: 'C' } },
    ]);
  });

  it('says what a boundary event is attached to, and what triggers it', () => {
    const timer = task('', 250, { kind: 'bpmn::boundary_event', host: 'B', trigger: 'timer' });
    const [add] = stepsBetween(before, canvas({ A, B, T: timer }, { f: flow('A', 'B') }));
    assert.deepEqual(add?.case === 'addNode' && add.value.node?.properties, {
      attachedTo: 'B',
      eventDefinition: 'timer',
    });
  });
});
