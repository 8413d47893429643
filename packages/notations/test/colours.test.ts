import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byId } from '@ameide/graph-model/testing';
import { bpmn } from '../src/bpmn/node.ts';
import { type Asked, edited } from './drawn-document.ts';
import { readModel } from './order-model.ts';

const text = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="https://acme.example" id="D" targetNamespace="t">
  <process id="P">
    <task id="A" name="A" />
    <task id="B" name="B" />
    <sequenceFlow id="F" sourceRef="A" targetRef="B" />
  </process>
  <bpmndi:BPMNDiagram id="Diagram">
    <bpmndi:BPMNPlane id="Plane" bpmnElement="P">
      <bpmndi:BPMNShape id="A_di" bpmnElement="A" acme:mine="1">
        <dc:Bounds x="0" y="0" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="B_di" bpmnElement="B">
        <dc:Bounds x="200" y="0" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="F_di" bpmnElement="F">
        <di:waypoint x="100" y="40" />
        <di:waypoint x="200" y="40" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</definitions>
`;
const paint = (id: string, properties: object): Asked => ['update_node', { selector: byId(id), properties }];

test('a colour is written on the drawing as BPMN in Color and other tools have it, and nowhere else', () => {
  const painted = edited(text, [paint('A', { fill: '#bbdefb', stroke: '#0d4372' })]);
  const declared =
    ' xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"';
  const colours =
    ' color:background-color="#bbdefb" bioc:fill="#bbdefb" color:border-color="#0d4372" bioc:stroke="#0d4372"';
  const expected = text.replace(' targetNamespace="t"', ` targetNamespace="t"${declared}`);
  assert.equal(painted, expected.replace('acme:mine="1"', `acme:mine="1"${colours}`));
  assert.deepEqual(bpmn.validate(painted), []);
  const { properties } = readModel(painted).graph.nodes.get('A')!;
  assert.deepEqual(properties, { fill: '#bbdefb', stroke: '#0d4372' });
});

test('a colour that is taken away leaves nothing on the drawing', () => {
  const painted = edited(text, [paint('A', { fill: '#bbdefb' }), paint('F', { stroke: '#0d4372' })]);
  const bare = edited(painted, [paint('A', { fill: null }), paint('F', { stroke: null })]);
  assert.doesNotMatch(bare, /(fill|stroke|-color)=/);
  assert.match(bare, /<bpmndi:BPMNShape id="A_di" bpmnElement="A" acme:mine="1">/);
});

test('what a document has under other prefixes is read, and written there', () => {
  const old = text
    .replace(' id="D"', ' xmlns:b="http://bpmn.io/schema/bpmn/biocolor/1.0" id="D"')
    .replace('acme:mine="1"', 'acme:mine="1" b:fill="rgb(1, 2, 3)"');
  assert.deepEqual(readModel(old).graph.nodes.get('A')!.properties, { fill: 'rgb(1, 2, 3)' });
  assert.match(edited(old, [paint('A', { fill: '#010203' })]), /acme:mine="1" b:fill="#010203"/);
});

test('a copy has the colours of its original, and a new element can be given some', () => {
  const painted = edited(text, [paint('A', { fill: '#bbdefb' })]);
  const node = { id: 'C', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current' };
  // What declares a namespace is left by the bare inverse.
  const copied = edited(painted, [['add_node', { node, parent: byId('P'), copyOf: 'A' }]], { exact: false });
  assert.equal(readModel(copied).graph.nodes.get('C')!.properties.fill, '#bbdefb');
  const red = { ...node, properties: { stroke: '#831311' } };
  const added = edited(text, [['add_node', { node: red, parent: byId('P') }]], { exact: false });
  assert.equal(readModel(added).graph.nodes.get('C')!.properties.stroke, '#831311');
});

test('only colours are colours', () => {
  for (const fill of ['url(#x)', '#12', 'red;', 'rgb(1', 'calc(1)', 7, true]) assert.equal(faults({ fill }).length, 1);
  for (const fill of ['#FFFFFF', 'red', 'rgb(1, 2, 3)']) assert.deepEqual(faults({ fill }), []);
});

const faults = (asked: Parameters<typeof bpmn.admitProperties>[2]) =>
  bpmn.admitProperties('bpmn::task', {}, asked).faults;

test('what is no colour is not read, and the document keeps it', () => {
  for (const said of ['url(http://elsewhere.example/x)', 'expression(alert(1))', 'red; background: blue', '#12', '']) {
    const old = text
      .replace(' id="D"', ' xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" id="D"')
      .replace(' id="D"', ' xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" id="D"')
      .replace('acme:mine="1"', `color:background-color="${said}" bioc:fill="#bbdefb" color:border-color="${said}"`);
    assert.deepEqual(readModel(old).graph.nodes.get('A')!.properties, { fill: '#bbdefb' }, said);
    const renamed = edited(old, [['rename', { selector: byId('B'), name: 'Other' }]]);
    assert.equal(renamed, old.replace('name="B"', 'name="Other"'));
  }
});
