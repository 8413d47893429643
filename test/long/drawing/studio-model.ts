/** How a shape is drawn, and how a line is. */
export const box = (id: string, x: number, y: number, width = 100, height = 80, more = '') =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${more}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}"/></bpmndi:BPMNShape>`;
export const line = (id: string, ...points: readonly (readonly [x: number, y: number])[]) =>
  `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}">${points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}"/>`).join('')}</bpmndi:BPMNEdge>`;

/** A small model with one of everything that people draw, and what only its vendor understands. */
export const studioModel = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="https://acme.example" id="Studio" targetNamespace="https://acme.example">
  <!-- for drawing -->
  <bpmn:collaboration id="Collaboration">
    <bpmn:participant id="Pool" name="Shop" processRef="Process"/>
    <bpmn:participant id="Bank" name="Bank"/>
    <bpmn:messageFlow id="Message" sourceRef="Pay" targetRef="Bank"/>
  </bpmn:collaboration>
  <bpmn:process id="Process" acme:owner="Sales">
    <bpmn:laneSet id="Lanes">
      <bpmn:lane id="Upper" name="Front"><bpmn:flowNodeRef>Start</bpmn:flowNodeRef><bpmn:flowNodeRef>Check</bpmn:flowNodeRef><bpmn:flowNodeRef>Late</bpmn:flowNodeRef><bpmn:flowNodeRef>Split</bpmn:flowNodeRef><bpmn:flowNodeRef>Pay</bpmn:flowNodeRef><bpmn:flowNodeRef>End</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Lower" name="Back"><bpmn:flowNodeRef>Open</bpmn:flowNodeRef><bpmn:flowNodeRef>Closed</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="Start" name="Order"/>
    <bpmn:userTask id="Check" name="Check" acme:cost="12"><bpmn:extensionElements><acme:form key="check"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:boundaryEvent id="Late" attachedToRef="Check"><bpmn:timerEventDefinition id="Timer"/></bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id="Split" name="Paid?" acme:cost="3"/>
    <bpmn:task id="Pay" name="Pay"/>
    <bpmn:endEvent id="End"/>
    <bpmn:subProcess id="Open" name="Pack"><bpmn:task id="Inner" name="Wrap"/></bpmn:subProcess>
    <bpmn:subProcess id="Closed" name="Ship"><bpmn:task id="Hidden" name="Load"/></bpmn:subProcess>
    <bpmn:dataObject id="Object"/>
    <bpmn:dataObjectReference id="Data" name="Invoice" dataObjectRef="Object"/>
    <bpmn:dataObjectReference id="Again" name="Invoice" dataObjectRef="Object"/>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start" targetRef="Check"/>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Check" targetRef="Split" acme:weight="3"><bpmn:extensionElements><acme:rule key="checked"/></bpmn:extensionElements><bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression" language="feel">= checked </bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_3" name="no" sourceRef="Split" targetRef="Pay"/>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Pay" targetRef="End"/>
    <bpmn:textAnnotation id="Note"><bpmn:text>By hand</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Link" sourceRef="Check" targetRef="Note"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="Collaboration">
    ${box('Pool', 160, 80, 1100, 500, ' isHorizontal="true"')}
    ${box('Upper', 190, 80, 1070, 250, ' isHorizontal="true"')}
    ${box('Lower', 190, 330, 1070, 250, ' isHorizontal="true"')}
    ${box('Bank', 160, 640, 1100, 60, ' isHorizontal="true"')}
    ${box('Start', 240, 162, 36, 36)}${box('Check', 340, 140)}${box('Split', 540, 155, 50, 50, ' isMarkerVisible="true"')}
    ${box('Pay', 680, 140)}${box('End', 880, 162, 36, 36)}${box('Open', 240, 360, 350, 180, ' isExpanded="true"')}
    ${box('Inner', 360, 410)}${box('Closed', 700, 400, 100, 80, ' isExpanded="false"')}${box('Data', 1002, 395, 36, 50)}${box('Again', 1102, 395, 36, 50)}
    ${box('Note', 460, 90, 100, 30)}${box('Late', 372, 202, 36, 36)}
    ${line('Flow_1', [276, 180], [340, 180])}${line('Flow_2', [440, 180], [540, 180])}
    ${line('Flow_3', [590, 180], [680, 180])}${line('Flow_4', [780, 180], [880, 180])}
    ${line('Link', [430, 140], [470, 120])}${line('Message', [730, 220], [730, 640])}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
  <bpmndi:BPMNDiagram id="Diagram_2"><bpmndi:BPMNPlane id="Plane_2" bpmnElement="Closed">${box('Hidden', 180, 160)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
