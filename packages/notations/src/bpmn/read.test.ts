import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { orderModel, readModel } from '../../test/order-model.ts';
import { readBpmn } from './read.ts';

const bpmnNamespace = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const definitions = (content: string) =>
  `<definitions xmlns="${bpmnNamespace}" targetNamespace="urn:t"><process id="P">${content}</process></definitions>`;

test('elements become nodes and edges with containment, lanes and layout', () => {
  const { name, graph, layout } = readModel(orderModel);
  assert.equal(name, 'Orders');
  assert.deepEqual(graph.nodes.get('Task_check'), {
    id: 'Task_check',
    key: '',
    kind: 'bpmn::user_task',
    name: 'Check order',
    parent: 'Process_shop',
    properties: { documentation: 'Look at the order.', lane: 'Lane_sales' },
    lifecycle: 'current',
  });
  assert.equal(graph.nodes.get('Pool_shop')?.properties.processRef, 'Process_shop');
  assert.equal(graph.nodes.get('Lane_sales')?.parent, 'Process_shop');
  assert.equal(graph.nodes.get('Note')?.name, 'Only by hand');
  assert.deepEqual(graph.nodes.get('Late')?.properties, {
    lane: 'Lane_sales',
    attachedTo: 'Task_check',
    cancelActivity: false,
    eventDefinition: 'timer',
    timer: 'PT4H',
  });
  assert.equal(graph.edges.get('Message_flow')?.target, 'Pool_bank');
  assert.deepEqual(layout.bounds.get('End'), { x: 642, y: 162, width: 36, height: 36 });
  assert.deepEqual(layout.waypoints.get('Flow_1'), [
    { x: 218, y: 180 },
    { x: 300, y: 180 },
  ]);
});

const refusals: readonly (readonly [what: string, text: string, reason: string, code: string])[] = [
  ['nothing', '', 'malformed', 'xml_malformed'],
  ['text', 'hello', 'malformed', 'xml_malformed'],
  ['an open element', '<a><b></a>', 'malformed', 'xml_malformed'],
  ['an unbound prefix', '<x:definitions/>', 'malformed', 'xml_malformed'],
  ['other XML', '<html/>', 'not_this_notation', 'bpmn_not_bpmn'],
  ['definitions of another namespace', '<definitions xmlns="urn:x"/>', 'not_this_notation', 'bpmn_not_bpmn'],
  ['an entity', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'unsafe', 'xml_entities'],
  ['an external entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'unsafe', 'xml_entities'],
  ['a parameter entity', '<!DOCTYPE a [ %b; ]><a/>', 'unsafe', 'xml_entities'],
  ['an undeclared entity', definitions('&nbsp;'), 'malformed', 'xml_malformed'],
  ['deep nesting', '<a>'.repeat(300), 'unsafe', 'xml_too_deep'],
  [
    'many attributes',
    `<a ${Array.from({ length: 300 }, (_, n) => `b${n}=""`).join(' ')}/>`,
    'unsafe',
    'xml_too_many_attributes',
  ],
  ['17 MiB', ' '.repeat(17 * 1024 * 1024), 'unsafe', 'document_too_large'],
];
for (const [what, text, reason, code] of refusals) {
  test(`${what} is refused as ${reason}`, () => {
    const result = readBpmn(text);
    assert.ok(!result.ok);
    assert.equal(result.reason, reason);
    assert.equal(result.diagnostics[0]?.code, code);
  });
}

test('a refusal names line and column', () => {
  const result = readBpmn('<a>\n  <b></c>\n</a>');
  assert.ok(!result.ok);
  assert.equal(result.diagnostics[0]?.line, 2);
  assert.ok(result.diagnostics[0]?.column);
});

test('elements without an id are readable under a stable made-up id', () => {
  const text = definitions(
    '<task name="a"/><task name="b"/><task id="c"/><sequenceFlow sourceRef="c" targetRef="c2"/><task id="c2"/>',
  );
  const { graph } = readModel(text);
  assert.deepEqual([...graph.nodes.keys()], ['P', 'P~task', 'P~task~2', 'c', 'c2']);
  assert.deepEqual([...graph.edges.keys()], ['c~sequenceFlow~c2']);
});

test('what dangles or repeats an id is reported and kept out of harm', () => {
  const text = definitions(
    '<task id="a"/><task id="a" name="again"/><sequenceFlow id="f" sourceRef="a" targetRef="gone"/>',
  );
  const result = readBpmn(text);
  assert.ok(result.ok);
  assert.deepEqual(
    result.diagnostics.map(({ severity, code }) => [severity, code]),
    [
      ['warning', 'bpmn_duplicate_id'],
      ['warning', 'bpmn_dangling_reference'],
    ],
  );
  assert.equal(result.graph.edges.size, 0);
  assert.equal(result.graph.nodes.get('a')?.name, '');
});

test('ids that mean something to JavaScript are kept and warned of', () => {
  const ids = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
  const tasks = ids.map((id) => `<task id="${id}" name="of ${id}"/>`).join('');
  const result = readBpmn(definitions(`${tasks}<sequenceFlow id="f" sourceRef="__proto__" targetRef="constructor"/>`));
  assert.ok(result.ok);
  assert.deepEqual(
    result.diagnostics.map(({ code, elementIds }) => [code, elementIds]),
    ids.map((id) => ['bpmn_unusable_id', [id]]),
  );
  for (const id of ids) assert.equal(result.graph.nodes.get(id)?.name, `of ${id}`);
  assert.equal(result.graph.edges.get('f')?.source, '__proto__');
});

const properties: readonly (readonly [xml: string, expected: object])[] = [
  [
    '<scriptTask id="x" scriptFormat="js"><script><![CDATA[a < b]]></script></scriptTask>',
    { scriptFormat: 'js', script: 'a < b' },
  ],
  ['<callActivity id="x" calledElement="q:P2"/>', { calledElement: 'q:P2' }],
  ['<task id="x" startQuantity="2" isForCompensation="true"/>', { startQuantity: 2, isForCompensation: true }],
  ['<task id="x"><standardLoopCharacteristics/></task>', { loop: 'standard' }],
  ['<task id="x"><multiInstanceLoopCharacteristics isSequential="true"/></task>', { loop: 'sequential' }],
  [
    '<task id="x"><documentation>one</documentation><documentation>two</documentation></task>',
    { documentation: 'one\n\ntwo' },
  ],
  [
    '<startEvent id="x"><messageEventDefinition messageRef="M"/></startEvent>',
    { eventDefinition: 'message', messageRef: 'M' },
  ],
  [
    '<startEvent id="x"><timerEventDefinition><timeCycle>0 0 * * *</timeCycle></timerEventDefinition></startEvent>',
    { eventDefinition: 'timer', timer: { cycle: '0 0 * * *' } },
  ],
  [
    '<startEvent id="x" parallelMultiple="true"><signalEventDefinition/><linkEventDefinition name="L"/></startEvent>',
    { eventDefinition: ['signal', 'link'], linkName: 'L', parallelMultiple: true },
  ],
  [
    '<exclusiveGateway id="x" gatewayDirection="Diverging" default="F"/>',
    { gatewayDirection: 'Diverging', default: 'F' },
  ],
  [
    '<dataObjectReference id="x" dataObjectRef="D"><dataState name="paid"/></dataObjectReference>',
    { dataObjectRef: 'D', state: 'paid' },
  ],
];
for (const [xml, expected] of properties) {
  test(`properties of ${xml}`, () => {
    assert.deepEqual(readModel(definitions(xml)).graph.nodes.get('x')?.properties, expected);
  });
}

test('any prefix, entities, CRLF and a byte order mark are understood', () => {
  const text = `\uFEFF<?xml version="1.0"?>\r\n<z:definitions xmlns:z='${bpmnNamespace}'>\r\n<z:process id="P" name="a&#10;b &lt;&quot;">\r\n</z:process></z:definitions>`;
  assert.equal(readModel(text).graph.nodes.get('P')?.name, 'a\nb <"');
});

test('the extension block carries key, lifecycle and free properties', () => {
  const block = (attributes: string, content = '') =>
    `<extensionElements><m:element xmlns:m="https://ameide.io/schema/model/1.0" ${attributes}>${content}</m:element></extensionElements>`;
  const free = '<m:property name="cost">{"eur":7}</m:property><m:property name="bad">{</m:property>';
  const { graph } = readModel(
    definitions(
      `<task id="x">${block('key="k" lifecycle="planned"', free)}</task><task id="y">${block('key="k" lifecycle="?"')}</task>`,
    ),
  );
  const { key, lifecycle, properties: own } = graph.nodes.get('x')!;
  assert.deepEqual({ key, lifecycle, own }, { key: 'k', lifecycle: 'planned', own: { cost: { eur: 7 } } });
  assert.equal(graph.nodes.get('y')?.key, '', 'a taken key is not given twice');
  assert.equal(graph.nodes.get('y')?.lifecycle, 'current');
});

suite('what many elements have in common costs no more for each of them', () => {
  const COUNT = 50_000;
  const repeated = (make: (at: number) => string) => Array.from({ length: COUNT }, (_, at) => make(at)).join('\n');
  const reading = (text: string) => {
    const result = readBpmn(text);
    assert.ok(result.ok);
    return result;
  };

  test('one id', () => {
    const { graph, diagnostics } = reading(definitions(`\n${repeated(() => '  <task id="t" />')}`));
    assert.deepEqual([...graph.nodes.keys()].slice(1, 4), ['t', 'P~task', 'P~task~2']);
    assert.equal(graph.nodes.size, COUNT + 1);
    const { line, column } = diagnostics.at(-1)!;
    assert.deepEqual([diagnostics.length, line, column], [COUNT - 1, COUNT + 1, 3]);
  });
  test('no id', () => {
    const { graph } = reading(definitions(repeated(() => '<task />')));
    assert.ok(graph.nodes.has(`P~task~${COUNT}`));
  });
  test('associations in a row, the last of which leads nowhere', () => {
    const row = repeated((at) => `<association id="a${at}" sourceRef="t" targetRef="a${at + 1}" />`);
    const { graph, diagnostics } = reading(definitions(`<task id="t" />${row}`));
    assert.deepEqual([graph.edges.size, diagnostics.length], [0, COUNT]);
  });
});
