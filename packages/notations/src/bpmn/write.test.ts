import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayoutMutation, SemanticMutation } from '@ameide/graph-model';
import { flow, node, orderModel, readModel } from '../../test/order-model.ts';
import { writeBpmn } from './write.ts';

/** The lines that a change takes out (-) and puts in (+), in order. */
function lines(text: string, semantic: readonly SemanticMutation[], layout: readonly LayoutMutation[] = []): string[] {
  const { document } = writeBpmn(text, { semantic, layout });
  const before = text.split('\n');
  const after = document.split('\n');
  const found: string[] = [];
  let at = 0;
  for (const [number, line] of before.entries()) {
    const next = after.indexOf(line, at);
    const isKept = next >= 0 && after.slice(at, next).every((added) => !before.slice(number).includes(added));
    if (!isKept) {
      found.push(`-${line.trim()}`);
      continue;
    }
    found.push(...after.slice(at, next).map((added) => `+${added.trim()}`));
    at = next + 1;
  }
  found.push(...after.slice(at).map((added) => `+${added.trim()}`));
  return found;
}

const renamed = (id: string, before: string, after: string): SemanticMutation => ({
  type: 'node_changed',
  id,
  before: { name: before },
  after: { name: after },
});

test('no change, no edit', () => {
  assert.deepEqual(writeBpmn(orderModel, { semantic: [], layout: [] }), {
    document: orderModel,
    edits: [],
    diagnostics: [],
  });
  const same = writeBpmn(orderModel, { semantic: [renamed('End', 'Done', 'Done')], layout: [] });
  assert.deepEqual(same, { document: orderModel, edits: [], diagnostics: [] });
});

test('a rename touches the name and nothing else', () => {
  const { edits } = writeBpmn(orderModel, { semantic: [renamed('End', 'Done', 'Shipped & "paid"\n')], layout: [] });
  assert.deepEqual(edits, [
    { offset: orderModel.indexOf('Done'), length: 4, text: 'Shipped &amp; &quot;paid&quot;&#10;' },
  ]);
});

test('single quotes, CRLF, tabs and the default namespace of the document are kept', () => {
  const text = orderModel
    .replace('name="Done"', "name = 'Done'")
    .replaceAll('bpmn:', '')
    .replace('xmlns:bpmn=', 'xmlns=')
    .replaceAll('  ', '\t')
    .replaceAll('\n', '\r\n');
  const added = node('bpmn::task', 'New', { name: "it's" });
  const { document } = writeBpmn(text, {
    semantic: [renamed('End', 'Done', "it's"), { type: 'node_added', node: added }],
    layout: [],
  });
  assert.ok(document.includes("name = 'it&apos;s'"));
  assert.ok(document.includes('\r\n\t\t<task id="New" name="it\'s" />\r\n'));
  assert.ok(!/[^\r]\n/.test(document));
});

test('a document on one line stays on one line', () => {
  const text = orderModel.replace(/>\s+</g, '><').trim();
  const { document } = writeBpmn(text, {
    semantic: [{ type: 'node_added', node: node('bpmn::task', 'New') }],
    layout: [],
  });
  assert.ok(document.includes('<bpmn:task id="New" /><bpmn:textAnnotation'));
  assert.ok(!document.includes('\n'));
});

const insertion: readonly SemanticMutation[] = [
  { type: 'edge_added', edge: flow('Flow_3', 'New', 'End') },
  { type: 'edge_changed', id: 'Flow_2', before: { target: 'End' }, after: { target: 'New' } },
  { type: 'node_added', node: node('bpmn::user_task', 'New', { name: 'Pack', properties: { lane: 'Lane_store' } }) },
];

test('a task on a flow, its references and its drawing', () => {
  const drawing: LayoutMutation[] = [
    { type: 'bounds_set', id: 'New', before: null, after: { x: 480, y: 360, width: 100, height: 80 } },
    {
      type: 'waypoints_set',
      id: 'Flow_2',
      before: null,
      after: [
        { x: 400, y: 180 },
        { x: 440, y: 180 },
        { x: 440, y: 400 },
        { x: 480, y: 400 },
      ],
    },
  ];
  assert.deepEqual(lines(orderModel, insertion, drawing), [
    '-<bpmn:lane id="Lane_store" name="Store" />',
    '+<bpmn:lane id="Lane_store" name="Store">',
    '+<bpmn:flowNodeRef>New</bpmn:flowNodeRef>',
    '+</bpmn:lane>',
    '-<bpmn:incoming>Flow_2</bpmn:incoming>',
    '+<bpmn:incoming>Flow_3</bpmn:incoming>',
    '-<bpmn:sequenceFlow id="Flow_2" sourceRef="Task_check" targetRef="End" />',
    '+<bpmn:sequenceFlow id="Flow_2" sourceRef="Task_check" targetRef="New" />',
    '+<bpmn:userTask id="New" name="Pack">',
    '+<bpmn:incoming>Flow_2</bpmn:incoming>',
    '+<bpmn:outgoing>Flow_3</bpmn:outgoing>',
    '+</bpmn:userTask>',
    '+<bpmn:sequenceFlow id="Flow_3" sourceRef="New" targetRef="End" />',
    '-<di:waypoint x="642" y="180" />',
    '+<di:waypoint x="440" y="180" />',
    '+<di:waypoint x="440" y="400" />',
    '+<di:waypoint x="480" y="400" />',
    '+<bpmndi:BPMNShape id="New_di" bpmnElement="New">',
    '+<dc:Bounds x="480" y="360" width="100" height="80" />',
    '+</bpmndi:BPMNShape>',
  ]);
});

test('flows are not listed in documents that do not list them', () => {
  const text = orderModel.replace(/\s*<bpmn:(incoming|outgoing)>.*/g, '');
  assert.ok(!/incoming|outgoing/.test(writeBpmn(text, { semantic: insertion, layout: [] }).document));
});

test('removing a node takes its listings, drawings and line along', () => {
  const { graph } = readModel(orderModel);
  const removal: SemanticMutation[] = [
    { type: 'node_removed', node: graph.nodes.get('Late')! },
    { type: 'edge_removed', edge: graph.edges.get('Link')! },
  ];
  const { document } = writeBpmn(orderModel, { semantic: removal, layout: [] });
  const expected = orderModel
    .replace(/ *<bpmn:flowNodeRef>Late.*\n/, '')
    .replace(/ *<bpmn:boundaryEvent[\s\S]*?<\/bpmn:boundaryEvent>\n/, '')
    .replace(/ *<bpmn:association.*\n/, '')
    .replace(/ *<bpmndi:BPMNShape id="Late_di[\s\S]*?<\/bpmndi:BPMNShape>\n/, '');
  assert.equal(document, expected);
});

test('what BPMN cannot hold goes into the extension block, and the block goes when it is empty', () => {
  const set: SemanticMutation = {
    type: 'node_changed',
    id: 'Task_check',
    before: { key: '', lifecycle: 'current' },
    after: { key: 'check', lifecycle: 'planned' },
  };
  const properties = readModel(orderModel).graph.nodes.get('Task_check')!.properties;
  const cost: SemanticMutation = {
    type: 'node_changed',
    id: 'Task_check',
    before: { properties },
    after: { properties: { ...properties, cost: { eur: 7 }, loop: 'thrice' } },
  };
  assert.deepEqual(lines(orderModel, [set, cost]).slice(2), [
    '+<ameide:element key="check" lifecycle="planned">',
    '+<ameide:property name="loop">"thrice"</ameide:property>',
    '+<ameide:property name="cost">{"eur":7}</ameide:property>',
    '+</ameide:element>',
  ]);
  const { document } = writeBpmn(orderModel, { semantic: [set, cost], layout: [] });
  const back: SemanticMutation[] = [set, cost].map(
    (mutation) => ({ ...mutation, before: mutation.after, after: mutation.before }) as SemanticMutation,
  );
  assert.equal(writeBpmn(document, { semantic: back, layout: [] }).document, orderModel);
});

test('a name is put somewhere, and left to the editor again', () => {
  const before = { x: 163, y: 205, width: 75, height: 14 };
  const move: LayoutMutation = { type: 'label_set', id: 'Start', before, after: { ...before, x: 173 } };
  assert.deepEqual(lines(orderModel, [], [move]), [
    '-<dc:Bounds x="163" y="205" width="75" height="14" />',
    '+<dc:Bounds x="173" y="205" width="75" height="14" />',
  ]);
  const gone = writeBpmn(orderModel, { semantic: [], layout: [{ ...move, after: null }] }).document;
  const back: LayoutMutation = { ...move, before: null, after: before };
  assert.equal(writeBpmn(gone, { semantic: [], layout: [back] }).document, orderModel);
});

test('a step of another kind is the same element under another name', () => {
  const vendor = orderModel
    .replace('xmlns:bpmn=', 'xmlns:acme="https://acme.example" xmlns:bpmn=')
    .replace(
      '<bpmn:userTask id="Task_check"',
      '<bpmn:userTask id="Task_check" acme:cost="12" implementation="##unspecified"',
    );
  const kept = { documentation: 'Look at the order.', lane: 'Lane_sales' };
  const before = { kind: 'bpmn::user_task', properties: { ...kept, implementation: '##unspecified' } };
  const after = { kind: 'bpmn::manual_task', properties: kept };
  const change: SemanticMutation = { type: 'node_changed', id: 'Task_check', before, after };
  const { document } = writeBpmn(vendor, { semantic: [change], layout: [] });
  const renamed = vendor
    .replace(' implementation="##unspecified"', '')
    .replace(/bpmn:userTask(?= id="Task_check")/, 'bpmn:manualTask')
    .replace(/(<bpmn:manualTask [\s\S]*?)<\/bpmn:userTask>/, '$1</bpmn:manualTask>');
  assert.match(document, /<bpmn:manualTask id="Task_check" acme:cost="12"/);
  assert.equal(document, renamed);
});

test('a copy gets what vendors have written on its original', () => {
  const node = { ...readModel(orderModel).graph.nodes.get('Task_check')!, id: 'Again', name: 'Once more' };
  const change = { semantic: [{ type: 'node_added' as const, node }], layout: [] };
  const { document } = writeBpmn(orderModel, { ...change, copies: new Map([['Again', 'Task_check']]) });
  const [copy = ''] = /<bpmn:userTask id="Again"[\s\S]*?<\/bpmn:userTask>/.exec(document) ?? [];
  assert.match(copy, /name="Once more" vendor:form="f1"/);
  assert.match(copy, /<vendor:owner>Jane &amp; Joe<\/vendor:owner>/);
});

test('what an element of another kind cannot have goes, and is told', () => {
  const text = orderModel.replace(
    /(<bpmn:userTask id="Task_check"[\s\S]*?)(<\/bpmn:userTask>)/,
    '$1<bpmn:rendering id="Form" />$2',
  );
  const change: SemanticMutation = {
    type: 'node_changed',
    id: 'Task_check',
    before: { kind: 'bpmn::user_task' },
    after: { kind: 'bpmn::task' },
  };
  const { document, diagnostics } = writeBpmn(text, { semantic: [change], layout: [] });
  assert.doesNotMatch(document, /rendering/);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['bpmn_not_carried_over'],
  );
});

test('a model without a diagram gets one with its first shape', () => {
  const text = orderModel
    .replace(/ *<bpmndi:BPMNDiagram[\s\S]*<\/bpmndi:BPMNDiagram>\n/, '')
    .replace(/ xmlns:(bpmndi|dc|di)="[^"]*"/g, '');
  const bounds = { x: 1, y: 2, width: 100, height: 80 };
  const { document } = writeBpmn(text, {
    semantic: [],
    layout: [{ type: 'bounds_set', id: 'Task_check', before: null, after: bounds }],
  });
  assert.deepEqual(readModel(document).layout.bounds.get('Task_check'), bounds);
  assert.ok(document.includes('<bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1">'));
});

test('a change that does not fit the document is a fault of the caller', () => {
  assert.throws(() => writeBpmn(orderModel, { semantic: [renamed('nowhere', 'a', 'b')], layout: [] }), /does not fit/);
  assert.throws(() => writeBpmn('<a/>', { semantic: [renamed('a', 'a', 'b')], layout: [] }), /Only a BPMN document/);
});

test('a reference to what nothing defines is told, once it is set', () => {
  const event = node('bpmn::end_event', 'New', { properties: { eventDefinition: 'message', messageRef: 'Message_1' } });
  const semantic: SemanticMutation[] = [{ type: 'node_added', node: event }];
  const { document, diagnostics } = writeBpmn(orderModel, { semantic, layout: [] });
  assert.deepEqual(
    diagnostics.map(({ severity, code, elementIds }) => [severity, code, elementIds]),
    [['warning', 'bpmn_undefined_reference', ['New']]],
  );
  const later = writeBpmn(document, { semantic: [renamed('New', '', 'Tell')], layout: [] });
  assert.deepEqual(later.diagnostics, []);
  const defined = orderModel.replace('<bpmn:collaboration', '<bpmn:message id="Message_1" />$&');
  assert.deepEqual(writeBpmn(defined, { semantic, layout: [] }).diagnostics, []);
});
