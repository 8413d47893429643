import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../../test/order-model.ts';
import { isTimerForm } from '../properties/timer-form.ts';
import { inspectBpmn } from './inspect.ts';
import { suggestBpmn } from './suggest.ts';

/** A process with these elements, all drawn close to one another. */
function processOf(content: string) {
  const steps = [...content.matchAll(/<(\w+) id="(\w+)"/g)].filter(([, kind]) => !/Flow|Definition/.test(kind!));
  const shapes = steps.map(
    ([, , id], at) =>
      `<di:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${130 * at}" y="0" width="100" height="80" /></di:BPMNShape>`,
  );
  return readModel(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d" targetNamespace="t"><process id="P" name="Order">${content}</process>
    <di:BPMNDiagram id="D"><di:BPMNPlane id="L" bpmnElement="P">${shapes.join('')}</di:BPMNPlane></di:BPMNDiagram></definitions>`);
}

const task = (id: string) => `<task id="${id}" name="${id}" />`;
const flow = (source: string, target: string) =>
  `<sequenceFlow id="${source}_${target}" sourceRef="${source}" targetRef="${target}" />`;
const start = '<startEvent id="S" name="S" />';
const attached = (id: string, host: string, timer = '<timeDuration>P2D</timeDuration>') =>
  `<boundaryEvent id="${id}" name="${id}" attachedToRef="${host}"><timerEventDefinition id="${id}_t">${timer}</timerEventDefinition></boundaryEvent>`;
type Model = ReturnType<typeof processOf>;
const found = (model: Model, code: string) =>
  inspectBpmn(model)
    .filter((finding) => finding.code === code)
    .map(({ elementIds }) => elementIds);
const suggested = (model: Model) =>
  suggestBpmn(model, 'en')
    .filter(({ code }) => code !== 'label_element')
    .map(({ title }) => title);

test('a suggestion closes no ring that nothing leads into', () => {
  const titles = suggested(processOf(task('A') + task('B') + flow('A', 'B') + task('C')));
  assert.ok(titles.includes('Connect “C” after “B”'), titles.join());
  assert.ok(!titles.some((title) => title.includes('and before')), titles.join());
});

test('suggestions close no such ring together', () => {
  const two = task('A') + task('B') + flow('A', 'B') + task('C') + task('D') + flow('C', 'D') + task('X') + task('Y');
  const flows = suggestBpmn(processOf(two), 'en')
    .filter(({ code }) => code === 'connect_element')
    .flatMap(({ operations }) => operations)
    .map((operation) => {
      const { source, target } = operation as never as { source: { id: string }; target: { id: string } };
      return flow(source.id, target.id);
    });
  assert.ok(flows.length > 1);
  assert.deepEqual(found(processOf(two + flows.join('')), 'style_unreachable'), []);
});

test('a ring with a way in may be closed', () => {
  const model = processOf(start + task('A') + task('B') + task('X') + flow('S', 'B') + flow('A', 'B'));
  assert.ok(suggested(model).includes('Connect “X” after “B” and before “A”'), suggested(model).join());
});

test('steps that no start reaches are told, once for those that belong together', () => {
  const ring = task('A') + task('B') + flow('A', 'B') + flow('B', 'A');
  assert.deepEqual(found(processOf(start + ring + task('C') + flow('B', 'C')), 'style_unreachable'), [['A', 'B', 'C']]);
  assert.deepEqual(found(processOf(start + ring + flow('S', 'A')), 'style_unreachable'), []);
  const rescued = ring + task('H') + flow('S', 'H') + attached('T', 'H') + flow('T', 'B');
  assert.deepEqual(found(processOf(start + rescued), 'style_unreachable'), []);
  assert.deepEqual(found(processOf(start + ring + attached('T', 'A') + flow('T', 'B')), 'style_unreachable'), [
    ['A', 'B', 'T'],
  ]);
});

test('an attached event leads nowhere; where it could lead is suggested', () => {
  const model = processOf(start + task('A') + flow('S', 'A') + attached('T', 'A'));
  assert.deepEqual(found(model, 'style_not_connected'), []);
  assert.deepEqual(found(model, 'style_leads_nowhere'), [['T']]);
  assert.ok(suggested(model).includes('End with an end event after “T”'), suggested(model).join());
  const open = processOf(
    start + task('A') + flow('S', 'A') + attached('T', 'A') + task('B') + task('C') + flow('B', 'C'),
  );
  assert.ok(suggested(open).includes('Connect “T” before “B”'), suggested(open).join());
});

test('a timer says when it fires in a form that engines read', () => {
  const timed = (timer: string) => processOf(start + task('A') + flow('S', 'A') + attached('T', 'A', timer));
  assert.deepEqual(found(timed('<timeDuration>two days</timeDuration>'), 'style_timer'), [['T']]);
  assert.deepEqual(found(timed('<timeDate>P3D</timeDate>'), 'style_timer'), [['T']]);
  assert.deepEqual(found(timed(''), 'style_timer_missing'), [['T']]);
  assert.deepEqual(found(timed('<timeDuration>P2D</timeDuration>'), 'style_timer'), []);
  const good = {
    duration: ['P2D', 'PT5M', 'P1Y2M3DT4H5M6.5S', 'P2W', `\${wait}`, '=wait', '#{wait}'],
    date: ['2027-01-31', '2027-01-31T12:00:00Z', '2027-01-31T12:00+01:00', '=now()'],
    cycle: ['R3/PT1H', 'R/P1D', 'R5/2027-01-31T12:00:00Z/PT10M', '0 0 9 * * ?', `\${every}`],
  };
  const bad = {
    duration: ['two days', 'P', 'PT', 'P3', 'P1D2H', 'R3/PT1H'],
    date: ['P3D', 'tomorrow', '2027-13-01', '31.01.2027'],
    cycle: ['PT1H', 'R3', 'R3/', 'every day'],
  };
  for (const [type, texts] of Object.entries(good)) for (const text of texts) assert.ok(isTimerForm(type, text), text);
  for (const [type, texts] of Object.entries(bad)) for (const text of texts) assert.ok(!isTimerForm(type, text), text);
});

test('suggestions call steps without a name by what they are', () => {
  const titles = suggested(processOf(`<userTask id="A" />${task('B')}${flow('A', 'B')}`));
  assert.ok(titles.includes('Begin with a start event before the user task'), titles.join());
});
