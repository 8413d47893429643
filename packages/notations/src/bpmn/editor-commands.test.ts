import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, SemanticMutation } from '@ameide/graph-model';
import { applyLayout, applyMutations } from '@ameide/graph-model';
import { flow, node, orderModel, readModel } from '../../test/order-model.ts';
import { bpmnEditorCommands } from './editor-commands.ts';
import { layOutBpmn } from './lay-out.ts';

function commandsFor(semantic: readonly SemanticMutation[]): readonly (readonly [string, unknown])[] {
  const before = readModel(orderModel);
  const change: Change = { semantic, layout: layOutBpmn(before, semantic) };
  const after = { graph: applyMutations(before.graph, semantic), layout: applyLayout(before.layout, change.layout) };
  return bpmnEditorCommands(after, change).map(({ command, context }) => [
    command,
    context.shape ?? context.connection ?? context.element ?? context.elements,
  ]);
}

test('an insertion creates the shape, reconnects the flow and connects the rest', () => {
  const commands = commandsFor([
    { type: 'node_added', node: node('bpmn::user_task', 'New', { name: 'Pack' }) },
    { type: 'edge_changed', id: 'Flow_2', before: { target: 'End' }, after: { target: 'New' } },
    { type: 'edge_added', edge: flow('Flow_3', 'New', 'End') },
  ]);
  assert.deepEqual(
    commands.map(([command]) => command),
    ['shape.create', 'connection.reconnect', 'connection.create', 'connection.updateWaypoints'],
  );
  assert.deepEqual(commands[0]?.[1], {
    id: 'New',
    type: 'bpmn:UserTask',
    width: 100,
    height: 80,
    name: 'Pack',
    properties: {},
  });
});

test('labels, properties and removals', () => {
  const { graph } = readModel(orderModel);
  const late = graph.nodes.get('Late')!;
  const note = graph.nodes.get('Note')!;
  assert.deepEqual(
    commandsFor([
      { type: 'node_changed', id: 'End', before: { name: 'Done' }, after: { name: 'Paid' } },
      {
        type: 'node_changed',
        id: 'Late',
        before: { properties: late.properties },
        after: { properties: { ...late.properties, timer: 'PT1H' } },
      },
      { type: 'edge_removed', edge: graph.edges.get('Link')! },
      { type: 'node_removed', node: note },
    ]),
    [
      ['elements.delete', ['Link', 'Note']],
      ['element.updateLabel', 'End'],
      ['element.updateProperties', 'Late'],
    ],
  );
});

test('what an element loses is cleared, in a form that JSON has', () => {
  const before = readModel(orderModel);
  const late = before.graph.nodes.get('Late')!;
  const { attachedTo = '', ...lost } = late.properties;
  const change: Change = {
    semantic: [
      {
        type: 'node_changed',
        id: 'Late',
        before: { properties: late.properties },
        after: { properties: { attachedTo } },
      },
    ],
    layout: [],
  };
  const [update] = bpmnEditorCommands(before, change);
  const cleared = Object.fromEntries(Object.keys(lost).map((name) => [name, null]));
  assert.ok(Object.keys(cleared).length > 0);
  assert.deepEqual(update?.context, { element: 'Late', properties: { ...cleared, attachedTo } });
  assert.deepEqual(JSON.parse(JSON.stringify(update)), update);
});
