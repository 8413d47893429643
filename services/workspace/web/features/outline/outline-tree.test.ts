import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Element, Elements } from '../../data/elements.ts';
import { type OutlineNode, outlineOf } from './outline-tree.ts';

const node = (id: string, kind: string, more: Partial<Element> = {}): [string, Element] => [
  id,
  { name: id, kind: `bpmn::${kind}`, parent: 'P', source: '', target: '', properties: {}, ...more },
];
const flow = (id: string, source: string, target: string, kind = 'sequence_flow'): [string, Element] =>
  node(id, kind, { parent: '', source, target });
const elementsOf = (...entries: [string, Element][]): Elements => new Map(entries);

/** `a(b c)` for b and c under a. */
const written = (nodes: readonly OutlineNode[]): string =>
  nodes.map(({ id, children }) => (children.length > 0 ? `${id}(${written(children)})` : id)).join(' ');

const process = node('P', 'process', { parent: '' });

test('steps stand in the order of their flows, each with the flows that leave it', () => {
  const elements = elementsOf(
    process,
    node('End', 'end_event'),
    node('Ship', 'task'),
    node('Check', 'user_task'),
    node('Start', 'start_event'),
    flow('f3', 'Ship', 'End'),
    flow('f2', 'Check', 'Ship'),
    flow('f1', 'Start', 'Check'),
  );
  assert.equal(written(outlineOf(elements)), 'Start(f1) Check(f2) Ship(f3) End');
});

test('ways from a gateway follow one another, and a circle begins where it is entered', () => {
  const elements = elementsOf(
    process,
    node('Start', 'start_event'),
    node('Which', 'exclusive_gateway'),
    node('No', 'task'),
    node('Yes', 'task'),
    node('End', 'end_event'),
    flow('f1', 'Start', 'Which'),
    flow('yes', 'Which', 'Yes'),
    flow('no', 'Which', 'No'),
    flow('back', 'No', 'Which'),
    flow('f2', 'Yes', 'End'),
  );
  assert.equal(written(outlineOf(elements)), 'Start(f1) Which(yes no) Yes(f2) End No(back)');
});

test('pools hold their lanes, lanes their steps, steps what is attached to them, and sub-processes their content', () => {
  const inLane = (lane: string) => ({ properties: { lane } });
  const elements = elementsOf(
    node('C', 'collaboration', { parent: '' }),
    node('Shop', 'participant', { parent: 'C', properties: { processRef: 'P' } }),
    node('Bank', 'participant', { parent: 'C' }),
    process,
    node('Sales', 'lane'),
    node('Inner', 'lane', { parent: 'Sales' }),
    node('Check', 'task', inLane('Inner')),
    node('Late', 'boundary_event', { properties: { attachedTo: 'Check', lane: 'Inner' } }),
    node('Start', 'start_event', inLane('Sales')),
    node('Sub', 'sub_process'),
    node('Inside', 'task', { parent: 'Sub' }),
    node('Note', 'text_annotation', { parent: 'C' }),
    flow('f1', 'Start', 'Check'),
    flow('m', 'Bank', 'Start', 'message_flow'),
    flow('f2', 'Late', 'Sub'),
  );
  assert.equal(written(outlineOf(elements)), 'Shop(Sales(Inner(Check(Late(f2))) Start(f1)) Sub(Inside)) Bank(m) Note');
});

test('every element is there once, whatever the model is like', () => {
  const elements = elementsOf(
    node('P', 'process', { parent: '' }),
    node('Q', 'process', { parent: '' }),
    node('A', 'task', { parent: 'gone' }),
    node('L', 'lane', { properties: { lane: 'L' } }),
    node('B', 'boundary_event', { properties: { attachedTo: 'B' } }),
    node('D', 'data_object', {}),
    flow('f', 'nowhere', 'A'),
    flow('g', 'f', 'A', 'association'),
    flow('h', 'A', 'A'),
  );
  const ids: string[] = [];
  const visit = (nodes: readonly OutlineNode[]): void => {
    for (const { id, children } of nodes) {
      ids.push(id);
      visit(children);
    }
  };
  visit(outlineOf(elements));
  assert.deepEqual(ids.toSorted(), [...elements.keys()].toSorted());
});

test('a chain as long as people never draw is no trouble', () => {
  const steps = Array.from({ length: 20_000 }, (_, index) => node(`t${index}`, 'task'));
  const flows = steps.slice(1).map((_, index) => flow(`f${index}`, `t${index}`, `t${index + 1}`));
  const tree = outlineOf(elementsOf(process, ...steps.reverse(), ...flows));
  assert.deepEqual([tree.length, tree[0]!.id, tree.at(-1)!.id], [20_000, 't0', 't19999']);
});
