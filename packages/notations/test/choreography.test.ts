import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { bpmn } from '../src/bpmn/node.ts';
import { flow, node, readModel } from './order-model.ts';

const text = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
  <collaboration id="C">
    <participant id="A" name="Shop"/>
    <participant id="B" name="Bank"/>
    <messageFlow id="M" sourceRef="A" targetRef="B"/>
    <conversation id="Talk" name="Payment">
      <participantRef>A</participantRef>
      <participantRef>B</participantRef>
    </conversation>
    <conversationLink id="L" sourceRef="A" targetRef="Talk"/>
  </collaboration>
  <choreography id="Dance">
    <participant id="D1"/>
    <participant id="D2"/>
    <messageFlow id="DM" sourceRef="D1" targetRef="D2"/>
    <choreographyTask id="Step" name="Pay" initiatingParticipantRef="D1">
      <incoming>F</incoming>
      <participantRef>D1</participantRef>
      <participantRef>D2</participantRef>
      <messageFlowRef>DM</messageFlowRef>
    </choreographyTask>
    <startEvent id="Begin">
      <outgoing>F</outgoing>
    </startEvent>
    <sequenceFlow id="F" sourceRef="Begin" targetRef="Step"/>
  </choreography>
</definitions>
`;

test('conversations and choreographies are read', () => {
  assert.deepEqual(bpmn.validate(text), []);
  const { graph } = readModel(text);
  assert.deepEqual(bpmn.check(graph), []);
  assert.deepEqual(graph.nodes.get('Talk')?.properties, { participants: ['A', 'B'] });
  assert.equal(graph.edges.get('L')?.kind, 'bpmn::conversation_link');
  assert.deepEqual(graph.nodes.get('Step')?.properties, {
    participants: ['D1', 'D2'],
    initiatingParticipantRef: 'D1',
    messageFlows: ['DM'],
  });
});

test('conversations and choreographies are edited in the order of the schema', () => {
  const { graph } = readModel(text);
  const dance = { participants: ['D1', 'D2'], initiatingParticipantRef: 'D2', messageFlows: ['DM'] };
  const semantic: SemanticMutation[] = [
    { type: 'node_added', node: node('bpmn::choreography_task', 'Next', { parent: 'Dance', properties: dance }) },
    { type: 'edge_added', edge: flow('F2', 'Step', 'Next') },
    { type: 'node_added', node: node('bpmn::participant', 'New', { parent: 'C' }) },
    { type: 'node_added', node: node('bpmn::sub_conversation', 'Sub', { parent: 'C' }) },
    { type: 'node_added', node: node('bpmn::text_annotation', 'Note', { parent: 'C', name: 'why' }) },
    { type: 'edge_added', edge: flow('L2', 'New', 'Sub', { kind: 'bpmn::conversation_link' }) },
    { type: 'edge_added', edge: flow('M2', 'A', 'New', { kind: 'bpmn::message_flow', name: 'hello' }) },
  ];
  const { document } = bpmn.write(text, { semantic, layout: [] });
  assert.deepEqual(bpmn.validate(document), []);
  const after = readModel(document).graph;
  const expected = applyMutations(graph, semantic);
  assert.deepEqual(Object.fromEntries(after.nodes), Object.fromEntries(expected.nodes));
  assert.deepEqual(Object.fromEntries(after.edges), Object.fromEntries(expected.edges));
});
