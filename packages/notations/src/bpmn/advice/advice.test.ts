import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph, Layout } from '@ameide/graph-model';
import { emptyLayout } from '@ameide/graph-model';
import { readModel } from '../../../test/order-model.ts';
import { inspectBpmn } from './inspect.ts';
import { suggestBpmn } from './suggest.ts';

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

/** A process with these elements, drawn in one row unless a place is given. */
function processOf(content: string, places: Readonly<Record<string, readonly [x: number, y: number]>> = {}): Model {
  const steps = [...content.matchAll(/<(\w+) id="(\w+)"/g)].filter(([, kind]) => kind !== 'sequenceFlow');
  const shapes = steps.map(([, , id], index) => {
    const [x, y] = places[id!] ?? [200 * index, 0];
    return `<di:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y}" width="100" height="80" /></di:BPMNShape>`;
  });
  const flows = [...content.matchAll(/<sequenceFlow id="(\w+)" [^>]*sourceRef="(\w+)" targetRef="(\w+)"/g)].map(
    ([, id, source, target]) => {
      const end = (step: string) => {
        const [x, y] = places[step] ?? [200 * steps.findIndex(([, , other]) => other === step), 0];
        return `<way:waypoint x="${x + 50}" y="${y + 40}" />`;
      };
      return `<di:BPMNEdge id="${id}_di" bpmnElement="${id}">${end(source!)}${end(target!)}</di:BPMNEdge>`;
    },
  );
  return readModel(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:way="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="t">
    <process id="P" name="Order">${content}</process>
    <di:BPMNDiagram id="D"><di:BPMNPlane id="L" bpmnElement="P">${shapes.join('')}${flows.join('')}</di:BPMNPlane></di:BPMNDiagram></definitions>`);
}

const flow = (id: string, source: string, target: string, more = '') =>
  `<sequenceFlow id="${id}" ${more} sourceRef="${source}" targetRef="${target}" />`;
const good = `<startEvent id="S" name="Order received" /><task id="A" name="Check order" /><endEvent id="E" name="Checked" />
  ${flow('f1', 'S', 'A')}${flow('f2', 'A', 'E')}`;
const found = (model: Model) => inspectBpmn(model).map(({ code, elementIds = [] }) => `${code} ${elementIds[0]}`);
const condition = '<conditionExpression>x</conditionExpression>';
const when = (id: string, source: string, target: string, name = '') =>
  `<sequenceFlow id="${id}" name="${name}" sourceRef="${source}" targetRef="${target}">${condition}</sequenceFlow>`;

test('a good model gets no advice', () => {
  assert.deepEqual(found(processOf(good)), []);
  assert.deepEqual(suggestBpmn(processOf(good), 'en'), []);
});

const faults: readonly (readonly [what: string, model: Model, finding: string])[] = [
  ['a task without a name', processOf(good.replace(' name="Check order"', '')), 'style_no_name A'],
  ['an event without a name', processOf(good.replace(' name="Checked"', '')), 'style_no_name E'],
  ['a task in no flow', processOf(`${good}<task id="X" name="Loose" />`), 'style_not_connected X'],
  [
    'no start event',
    processOf(`<task id="A" name="a" /><endEvent id="E" name="e" />${flow('f', 'A', 'E')}`),
    'style_no_start P',
  ],
  [
    'no end event',
    processOf(`<startEvent id="S" name="s" /><task id="A" name="a" />${flow('f', 'S', 'A')}`),
    'style_no_end P',
  ],
  [
    'a gateway with one flow in and one out',
    processOf(`${good}<startEvent id="T" name="t"><timerEventDefinition id="timer" /></startEvent><exclusiveGateway id="G" name="g" /><endEvent id="F" name="f" />
      ${flow('g1', 'T', 'G')}${flow('g2', 'G', 'F')}`),
    'style_needless_gateway G',
  ],
  ['two flows between two steps', processOf(`${good}${flow('f3', 'A', 'E')}`), 'style_double_flow f3'],
  [
    'two start events',
    processOf(`${good}<startEvent id="T" name="t" />${flow('f3', 'T', 'A')}`),
    'style_several_starts S',
  ],
  [
    'two flows to a task',
    processOf(`${good}<startEvent id="T" name="t" />${flow('f3', 'T', 'A')}`),
    'style_implicit_join A',
  ],
  [
    'a flow that just stops',
    processOf(`${good}<task id="X" name="x" />${flow('f3', 'A', 'X')}`),
    'style_implicit_end X',
  ],
  [
    'a step out of nowhere',
    processOf(`${good}<task id="X" name="x" />${flow('f3', 'X', 'E')}`),
    'style_implicit_start X',
  ],
  [
    'conditions on every way',
    processOf(
      `${good}<exclusiveGateway id="G" name="g" />${flow('f3', 'A', 'G')}${when('g1', 'G', 'E')}${when('g2', 'G', 'A')}`,
    ),
    'style_no_default G',
  ],
  ['shapes that lie on one another', processOf(good, { A: [210, 20], E: [250, 30] }), 'style_overlap A'],
];
for (const [what, model, finding] of faults) {
  test(`advice on ${what}`, () => {
    assert.ok(found(model).includes(finding), found(model).join(', '));
  });
}

test('style is never an error', () => {
  for (const [, model] of faults) {
    for (const { source, severity } of inspectBpmn(model)) assert.ok(source === 'rule' || severity !== 'error');
  }
});

test('what is not drawn in a drawn model is told', () => {
  const model = processOf(good);
  const layout: Layout = {
    bounds: new Map([...model.layout.bounds].filter(([id]) => id !== 'A')),
    waypoints: new Map(),
    labels: new Map(),
  };
  assert.ok(found({ graph: model.graph, layout }).includes('style_not_drawn A'));
  assert.deepEqual(found({ graph: model.graph, layout: emptyLayout }), []);
});

const suggested = (model: Model, language = 'en') =>
  suggestBpmn(model, language).map(({ code, title }) => `${code}: ${title}`);

test('names come from what the model says, in the language that was asked for', () => {
  const unnamed = processOf(good.replace(' name="Checked"', '').replace(' name="Order received"', ''));
  assert.deepEqual(suggested(unnamed), [
    'label_element: Name it “Order begins”',
    'label_element: Name it “Check order: done”',
  ]);
  assert.deepEqual(suggested(unnamed, 'de-AT'), [
    'label_element: Name it “Order beginnt”',
    'label_element: Name it “Check order: erledigt”',
  ]);
  const called = processOf(
    good.replace('<task id="A" name="Check order" />', '<callActivity id="A" calledElement="check_stockLevel" />'),
  );
  assert.ok(suggested(called).includes('label_element: Name it “Check stock level”'));
});

test('what lies on a flow is put into it; loose ends are connected with what is near', () => {
  const onFlow = processOf(`${good}<task id="X" name="Weigh" />`, { X: [310, 5] });
  assert.ok(
    suggested(onFlow).includes('connect_element: Put “Weigh” between “Check order” and “Checked”'),
    suggested(onFlow).join(),
  );
  const loose = processOf(
    `<startEvent id="S" name="s" /><task id="A" name="a" /><task id="X" name="x" /><task id="B" name="b" /><endEvent id="E" name="e" />
    ${flow('f1', 'S', 'A')}${flow('f2', 'B', 'E')}`,
  );
  assert.ok(
    suggested(loose).includes('connect_element: Connect “x” after “a” and before “b”'),
    suggested(loose).join(),
  );
});

test('a gateway gets the default flow that its names and conditions speak for', () => {
  const split = (one: string, other: string) =>
    processOf(
      `${good}<exclusiveGateway id="G" name="ok?" /><endEvent id="F" name="f" />${flow('f3', 'S', 'G')}${one}${other}`,
    );
  const otherwise = split(when('g1', 'G', 'E', 'yes'), flow('g2', 'G', 'F', 'name="otherwise"'));
  assert.ok(suggested(otherwise).includes('default_flow: Make “otherwise” the default flow'));
  const only = split(when('g1', 'G', 'E', 'yes'), flow('g2', 'G', 'F'));
  assert.ok(suggested(only).includes('default_flow: Make the flow to “f” the default flow'));
  const no = split(flow('g1', 'G', 'E', 'name="yes"'), flow('g2', 'G', 'F', 'name="no"'));
  assert.ok(suggested(no).includes('default_flow: Make “no” the default flow'));
  const open = split(flow('g1', 'G', 'E', 'name="a"'), flow('g2', 'G', 'F', 'name="b"'));
  assert.deepEqual(
    suggested(open).filter((one) => one.startsWith('default')),
    [],
  );
});

test('a process begins and ends with events', () => {
  const model = processOf(`<task id="A" name="a" /><task id="B" name="b" />${flow('f', 'A', 'B')}`);
  assert.deepEqual(suggested(model), [
    'start_event: Begin with a start event before “a”',
    'end_event: End with an end event after “b”',
  ]);
});
