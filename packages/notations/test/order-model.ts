import type { Graph, GraphEdge, GraphNode, Layout } from '@ameide/graph-model';
import { readBpmn } from '../src/bpmn/read.ts';

/** A small model in the style of bpmn-js: two pools, one with lanes, a boundary event, a message flow. */
export const orderModel = `<?xml version="1.0" encoding="UTF-8"?>
<!-- kept -->
<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:vendor="urn:vendor" id="Definitions_1" name="Orders" targetNamespace="urn:orders">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Pool_shop" name="Shop" processRef="Process_shop" />
    <bpmn:participant id="Pool_bank" name="Bank" />
    <bpmn:messageFlow id="Message_flow" name="payment" sourceRef="Task_check" targetRef="Pool_bank" />
  </bpmn:collaboration>
  <bpmn:process id="Process_shop" isExecutable="false">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_sales" name="Sales">
        <bpmn:flowNodeRef>Start</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Task_check</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>End</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Late</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="Lane_store" name="Store" />
    </bpmn:laneSet>
    <bpmn:startEvent id="Start" name="Order received">
      <bpmn:outgoing>Flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="Task_check" name="Check order" vendor:form="f1">
      <bpmn:documentation>Look at the order.</bpmn:documentation>
      <bpmn:extensionElements>
        <vendor:owner>Jane &amp; Joe</vendor:owner>
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="End" name="Done">
      <bpmn:incoming>Flow_2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:boundaryEvent id="Late" name="late" cancelActivity="false" attachedToRef="Task_check">
      <bpmn:timerEventDefinition id="Timer_1">
        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT4H</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start" targetRef="Task_check" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_check" targetRef="End" />
    <bpmn:textAnnotation id="Note">
      <bpmn:text>Only by hand</bpmn:text>
    </bpmn:textAnnotation>
    <bpmn:association id="Link" sourceRef="Task_check" targetRef="Note" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Collaboration_1">
      <bpmndi:BPMNShape id="Pool_shop_di" bpmnElement="Pool_shop" isHorizontal="true">
        <dc:Bounds x="100" y="80" width="700" height="400" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Lane_sales_di" bpmnElement="Lane_sales" isHorizontal="true">
        <dc:Bounds x="130" y="80" width="670" height="250" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Lane_store_di" bpmnElement="Lane_store" isHorizontal="true">
        <dc:Bounds x="130" y="330" width="670" height="150" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Pool_bank_di" bpmnElement="Pool_bank" isHorizontal="true">
        <dc:Bounds x="100" y="520" width="700" height="60" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Start_di" bpmnElement="Start">
        <dc:Bounds x="182" y="162" width="36" height="36" />
        <bpmndi:BPMNLabel>
          <dc:Bounds x="163" y="205" width="75" height="14" />
        </bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_check_di" bpmnElement="Task_check">
        <dc:Bounds x="300" y="140" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Late_di" bpmnElement="Late">
        <dc:Bounds x="357" y="202" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="End_di" bpmnElement="End">
        <dc:Bounds x="642" y="162" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1">
        <di:waypoint x="218" y="180" />
        <di:waypoint x="300" y="180" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2">
        <di:waypoint x="400" y="180" />
        <di:waypoint x="642" y="180" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

/** What a document says; throws where it cannot be read. */
export function readModel(text: string): { readonly name: string; readonly graph: Graph; readonly layout: Layout } {
  const result = readBpmn(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result;
}

export function node(kind: string, id: string, fields: Partial<GraphNode> = {}): GraphNode {
  return { id, key: '', kind, name: '', parent: 'Process_shop', properties: {}, lifecycle: 'current', ...fields };
}

export function flow(id: string, source: string, target: string, fields: Partial<GraphEdge> = {}): GraphEdge {
  return { id, kind: 'bpmn::sequence_flow', name: '', source, target, properties: {}, ...fields };
}
