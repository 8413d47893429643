import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBpmnNotation } from '@ameide/notations/bpmn';
import type { Element, Elements } from '../../data/elements.ts';
import { fieldsOf } from './property-fields.ts';
import { commonFields, commonValue, MIXED, stepsFor, timerFrom, timerValue } from './property-values.ts';

const element = (kind: string, more: Partial<Element> = {}): Element => ({
  name: '',
  kind: `bpmn::${kind}`,
  parent: '',
  source: '',
  target: '',
  properties: {},
  ...more,
});
const model: Elements = new Map([
  ['A', element('user_task', { name: 'Check', properties: { loop: 'parallel', default: 'F' } })],
  ['B', element('service_task', { name: 'Check', properties: { implementation: 'http' } })],
  ['G', element('exclusive_gateway')],
  ['F', element('sequence_flow', { source: 'A', target: 'B' })],
]);
const field = (id: string, name: string) => {
  const { source } = model.get(id)!;
  return fieldsOf(model.get(id)!, model.get(source)).find((one) => one.name === name)!;
};

describe('properties of what is selected', () => {
  it('are those that all have', () => {
    const names = commonFields(model, ['A', 'B', 'G']).map(({ name }) => name);
    assert.deepEqual(names, ['name', 'documentation', 'default']);
    assert.ok(commonFields(model, ['A', 'B']).some(({ name }) => name === 'loop'));
  });

  it('are mixed where they differ', () => {
    assert.equal(commonValue(model, ['A', 'B'], field('A', 'name')), 'Check');
    assert.equal(commonValue(model, ['A', 'B'], field('A', 'loop')), MIXED);
  });

  it('are set in one batch, where they are not so already', () => {
    const steps = stepsFor(model, ['A', 'B'], field('A', 'loop'), 'parallel');
    const selector = { selector: { case: 'id', value: 'B' } };
    assert.deepEqual(steps, [{ case: 'updateNode', value: { selector, properties: { loop: 'parallel' } } }]);
    assert.deepEqual(stepsFor(model, ['A'], field('A', 'name'), 'Check'), []);
  });

  it('are taken away by nothing, and by the default', () => {
    const [step] = stepsFor(model, ['A'], field('A', 'loop'), undefined);
    assert.deepEqual(step?.case === 'updateNode' && step.value.properties, { loop: null });
  });

  it('say at a flow what its source says of it', () => {
    assert.equal(commonValue(model, ['F'], field('F', 'isDefault')), true);
    const [step] = stepsFor(model, ['F'], field('F', 'isDefault'), false);
    const selector = { selector: { case: 'id' as const, value: 'A' } };
    assert.deepEqual(step, { case: 'updateNode', value: { selector, properties: { default: null } } });
  });

  it('tell a timer by its form, or by its type', () => {
    assert.deepEqual(timerFrom('PT1H'), { type: 'duration', text: 'PT1H' });
    assert.deepEqual(timerFrom({ cycle: '0 0 * * *' }), { type: 'cycle', text: '0 0 * * *' });
    assert.equal(timerValue({ type: 'duration', text: 'PT1H' }), 'PT1H');
    assert.deepEqual(timerValue({ type: 'cycle', text: '0 0 * * *' }), { cycle: '0 0 * * *' });
  });
});

describe('fields', () => {
  const notation = createBpmnNotation(() => []);
  const kinds = ['task', 'user_task', 'service_task', 'send_task', 'receive_task', 'script_task', 'business_rule_task'];
  const others = ['call_activity', 'sub_process', 'ad_hoc_sub_process', 'exclusive_gateway', 'event_based_gateway'];
  const more = ['complex_gateway', 'process', 'text_annotation', 'data_object_reference', 'data_store_reference'];
  const events = ['start_event', 'end_event', 'boundary_event', 'intermediate_catch_event', 'intermediate_throw_event'];
  for (const kind of [...kinds, ...others, ...more, ...events, 'sequence_flow', 'message_flow', 'association']) {
    it(`of ${kind} are what the notation knows of it`, () => {
      const triggers = fieldsOf(element(kind)).find(({ name }) => name === 'eventDefinition')?.control;
      const all = triggers?.is === 'choice' ? [undefined, ...triggers.values] : [undefined];
      for (const trigger of all) {
        const properties = trigger === undefined ? {} : { eventDefinition: trigger };
        for (const { name, control } of fieldsOf(element(kind, { properties }))) {
          if (name === 'name') continue;
          const examples = { flag: true, choice: '', timer: 'PT1H' } as Readonly<Record<string, unknown>>;
          const values = control.is === 'choice' ? control.values : [examples[control.is] ?? 'Some_1'];
          for (const value of values) {
            const { faults } = notation.admitProperties(
              `bpmn::${kind}`,
              properties as never,
              { [name]: value } as never,
            );
            assert.deepEqual(faults, []);
          }
        }
      }
    });
  }
});
