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
