import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPatch } from '@ameide/graph-model';
import { byId, operation } from '@ameide/graph-model/testing';
import { readModel } from '../../test/order-model.ts';
import { bpmn } from './node.ts';

/** As engines write it: flows without ids, nothing drawn. */
const text = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
  <process id="P">
    <startEvent id="Begin" />
    <sequenceFlow sourceRef="Begin" targetRef="Weigh" />
    <task id="Weigh" />
    <sequenceFlow sourceRef="Weigh" targetRef="Finish" />
    <task />
    <endEvent id="Finish" />
  </process>
</definitions>
`;
const task = { id: 'New', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current' };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };

/** Applies operations; the document, the plan and the inverse must agree. */
function edited(...operations: readonly (readonly [type: string, fields: object])[]): string {
  return editedFrom(text, ...operations);
}

function editedFrom(text: string, ...operations: readonly (readonly [type: string, fields: object])[]): string {
  const plan = planPatch({
    ...readModel(text),
    notation: bpmn,
    operations: operations.map(([type, fields], at) => operation(`op${at}`, type as 'rename', fields as never)),
  });
  assert.ok(plan.ok, JSON.stringify(plan.diagnostics));
  const { document } = bpmn.write(text, plan.change);
  const { graph, layout } = readModel(document);
  assert.deepEqual({ graph, layout }, plan.after);
  const back = bpmn.write(document, plan.inverse).document;
  assert.deepEqual(readModel(back).graph, readModel(text).graph);
  for (const written of [document, back]) assert.deepEqual(bpmn.validate(written), []);
  return document;
}

test('a flow without an id gets one when it is led elsewhere, and keeps its place', () => {
  const document = edited(
    ['add_node', { node: task, parent: byId('P') }],
    ['disconnect', { edgeId: 'Begin~sequenceFlow~Weigh', source: null, target: null, edgeKind: '' }],
    ['connect', { edge: flow, source: byId('Begin'), target: byId('New') }],
    ['connect', { edge: flow, source: byId('New'), target: byId('Weigh') }],
  );
  assert.match(
    document,
    /<startEvent id="Begin" \/>\n {4}<sequenceFlow sourceRef="Begin" targetRef="New" id="Flow_\w+" \/>/,
  );
  assert.match(document, /<sequenceFlow sourceRef="Weigh" targetRef="Finish" \/>/);
});

test('flows without ids go over to what replaces their node', () => {
  const fields = { remove: byId('Weigh'), parent: null, nodes: [task], edges: [], entry: 'New', exit: 'New' };
  assert.equal(edited(['replace_subgraph', fields]).match(/<sequenceFlow [^>]*id="Flow_/g)?.length, 2);
});

test('a node without an id is renamed, connected and hosts events under a new one', () => {
  const selector = byId('P~task');
  assert.match(edited(['rename', { selector, name: 'Label' }]), /<task id="Activity_\w+" name="Label" \/>/);
  edited(['connect', { edge: flow, source: byId('Weigh'), target: selector }]);
  const properties = { attachedTo: 'P~task', eventDefinition: 'timer' };
  const event = { ...task, kind: 'bpmn::boundary_event', properties };
  edited(['add_node', { node: event, parent: byId('P') }]);
});

test('flows without ids that were removed come back without', () => {
  edited(['remove_node', { selector: byId('Weigh') }]);
});

test('a sub-process without an id gets one when something is put into it, as its drawing has to name it', () => {
  const drawn = text
    .replace('<task />', '<subProcess />')
    .replace(
      'targetNamespace',
      'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" $&',
    )
    .replace(
      '</definitions>',
      '<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape id="S" bpmnElement="Weigh"><dc:Bounds x="0" y="0" width="100" height="80" /></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram></definitions>',
    );
  const document = editedFrom(drawn, ['add_node', { node: task, parent: byId('P~subProcess') }]);
  assert.match(document, /<subProcess id="Activity_\w+">/);
  assert.doesNotMatch(document, /~/);
});
