import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../../test/order-model.ts';
import { writeBpmn } from '../write.ts';

const text = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">
  <process id="P">
    <serviceTask id="Pay" name="Pay" camunda:class="org.Pay" completionQuantity="2">
      <ioSpecification id="Io">
        <dataInput id="Bills" name="Bills" />
        <inputSet id="In">
          <dataInputRefs>Bills</dataInputRefs>
        </inputSet>
        <outputSet id="Out" />
      </ioSpecification>
      <multiInstanceLoopCharacteristics isSequential="true" camunda:collection="bills" camunda:elementVariable="bill">
        <extensionElements>
          <camunda:retry every="PT5M" />
        </extensionElements>
        <loopCardinality>3</loopCardinality>
        <loopDataInputRef>Bills</loopDataInputRef>
        <completionCondition language="juel">\${done}</completionCondition>
      </multiInstanceLoopCharacteristics>
    </serviceTask>
    <endEvent id="Done" />
    <sequenceFlow id="Paid" sourceRef="Pay" targetRef="Done" camunda:weight="3">
      <extensionElements>
        <camunda:rule key="paid" />
      </extensionElements>
      <conditionExpression id="Condition" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="tFormalExpression" language="feel">= paid</conditionExpression>
    </sequenceFlow>
    <boundaryEvent id="Failed" name="Failed" attachedToRef="Pay">
      <errorEventDefinition id="Trigger" errorRef="Declined" camunda:errorCodeVariable="code" />
    </boundaryEvent>
  </process>
  <error id="Declined" name="Declined" />
</definitions>`;

function copied(id: string, properties = {}) {
  const original = readModel(text).graph.nodes.get(id)!;
  const node = { ...original, id: 'Again', properties: { ...original.properties, ...properties } };
  const change = { semantic: [{ type: 'node_added' as const, node }], layout: [] };
  const { document } = writeBpmn(text, { ...change, copies: new Map([['Again', id]]) });
  return { document, copy: /<(\w+) id="Again"[\s\S]*?<\/\1>/.exec(document)?.[0] ?? '' };
}

test('a copy repeats as its original does', () => {
  const { document, copy } = copied('Pay');
  assert.match(copy, /completionQuantity="2"/);
  assert.match(
    copy,
    /<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="bills" camunda:elementVariable="bill">/,
  );
  for (const part of ['<camunda:retry every="PT5M" />', '<loopCardinality>3<', '<completionCondition language="juel">'])
    assert.ok(copy.includes(part), part);
  // Its data are its own.
  const [, data] = /<dataInput id="(\w+)" name="Bills"/.exec(copy)!;
  assert.notEqual(data, 'Bills');
  assert.ok(copy.includes(`<dataInputRefs>${data}<`) && copy.includes(`<loopDataInputRef>${data}<`));
  const ids = [...document.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  readModel(document);
});

test('what a copy says of itself wins over its original', () => {
  const { copy } = copied('Pay', { loop: 'parallel' });
  assert.match(copy, /<multiInstanceLoopCharacteristics camunda:collection="bills"/);
  assert.doesNotMatch(copied('Pay', { loop: undefined }).copy, /LoopCharacteristics/);
});

test('a copied event keeps what vendors say of its trigger', () => {
  const { copy } = copied('Failed');
  assert.match(copy, /<errorEventDefinition id="(?!Trigger")\w+" errorRef="Declined" camunda:errorCodeVariable="code"/);
});

test('a copied flow keeps the language of its condition, and what vendors say of it', () => {
  const { edges } = readModel(text).graph;
  const edge = { ...edges.get('Paid')!, id: 'Again' };
  const change = { semantic: [{ type: 'edge_added' as const, edge }], layout: [] };
  const { document } = writeBpmn(text, { ...change, copies: new Map([['Again', 'Paid']]) });
  const copy = /<sequenceFlow id="Again"[\s\S]*?<\/sequenceFlow>/.exec(document)?.[0] ?? '';
  assert.match(copy, /camunda:weight="3"/);
  assert.match(copy, /<camunda:rule key="paid" \/>/);
  assert.match(copy, /<conditionExpression id="(?!Condition")\w+"[^>]* language="feel">= paid</);
  assert.match(copy, /xsi:type="tFormalExpression"/);
  readModel(document);
});
