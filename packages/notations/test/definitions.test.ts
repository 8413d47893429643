import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byId } from '@ameide/graph-model/testing';
import { bpmn } from '../src/bpmn/node.ts';
import { type Asked, documentWith, edited } from './drawn-document.ts';
import { readModel } from './order-model.ts';

const text = documentWith(
  `<error id="Declined" errorCode="E1" /><process id="P"><receiveTask id="Wait" messageRef="Order" /><startEvent id="Start"><messageEventDefinition messageRef="Order" /></startEvent></process><message id="Order" name="Order" />`,
);
const definition = (kind: string, id: string, properties = {}): Asked => [
  'add_node',
  { node: { id, key: '', kind: `bpmn::${kind}`, name: id, properties, lifecycle: 'current' }, parent: null },
];
const set = (id: string, properties: object): Asked => ['update_node', { selector: byId(id), properties }];

test('what elements name is in the graph, at the top and without a drawing', () => {
  const { graph, layout } = readModel(text);
  const { kind, name, parent } = graph.nodes.get('Order')!;
  assert.deepEqual([kind, name, parent], ['bpmn::message', 'Order', null]);
  assert.deepEqual(graph.nodes.get('Declined')!.properties, { errorCode: 'E1' });
  assert.equal(layout.bounds.has('Order'), false);
});

test('a definition is made and named in one patch, and only that is written', () => {
  const written = edited(text, [definition('message', 'Bill'), set('Start', { messageRef: 'Bill' })]);
  assert.match(written, /<message id="Bill" name="Bill" ?\/>/);
  assert.match(written, /<messageEventDefinition messageRef="Bill" ?\/>/);
  assert.match(written, /<receiveTask id="Wait" messageRef="Order" \/>/);
  assert.deepEqual(bpmn.validate(written), bpmn.validate(text));
  for (const kind of ['signal', 'error', 'escalation']) {
    const added = edited(text, [definition(kind, 'New', kind === 'signal' ? {} : { [`${kind}Code`]: '7' })]);
    assert.match(added, new RegExp(`<${kind} id="New" name="New"`));
    assert.deepEqual(bpmn.validate(added), bpmn.validate(text));
  }
});

test('a definition that is renamed is one attribute', () => {
  const renamed = edited(text, [['rename', { selector: byId('Order'), name: 'Order form' }]]);
  assert.equal(renamed, text.replace('name="Order"', 'name="Order form"'));
});

test('who named a definition that is removed goes without', () => {
  const removed = edited(text, [['remove_node', { selector: byId('Order') }]]);
  assert.doesNotMatch(removed, /Order/);
  assert.match(removed, /<receiveTask id="Wait" ?\/>/);
  assert.match(removed, /<messageEventDefinition ?\/>/);
});
