const COLUMNS = 25;

/**
 * A process of tasks in rows with a flow from each to the next, which is about twice as many elements.
 * @param tasks how many
 */
export function largeModel(tasks: number): Uint8Array {
  const nodes: string[] = [];
  const drawings: string[] = [];
  for (let at = 0; at < tasks; at += 1) {
    const [x, y] = [160 + (at % COLUMNS) * 170, 100 + Math.floor(at / COLUMNS) * 140];
    nodes.push(`<bpmn:task id="Task_${at}" name="Task number ${at}" />`);
    drawings.push(
      `<bpmndi:BPMNShape id="Task_${at}_di" bpmnElement="Task_${at}"><dc:Bounds x="${x}" y="${y}" width="100" height="80" /></bpmndi:BPMNShape>`,
    );
    if (at === 0) continue;
    nodes.push(`<bpmn:sequenceFlow id="Flow_${at}" sourceRef="Task_${at - 1}" targetRef="Task_${at}" />`);
    const [fromX, fromY] = [160 + ((at - 1) % COLUMNS) * 170, 100 + Math.floor((at - 1) / COLUMNS) * 140];
    const points =
      fromY === y
        ? [
            [fromX + 100, y + 40],
            [x, y + 40],
          ]
        : [
            [fromX + 50, fromY + 80],
            [fromX + 50, y - 30],
            [x + 50, y - 30],
            [x + 50, y],
          ];
    const waypoints = points.map(([px, py]) => `<di:waypoint x="${px}" y="${py}" />`).join('');
    drawings.push(`<bpmndi:BPMNEdge id="Flow_${at}_di" bpmnElement="Flow_${at}">${waypoints}</bpmndi:BPMNEdge>`);
  }
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" targetNamespace="https://ameide.example">
<bpmn:process id="Process_1" name="Many tasks">
${nodes.join('\n')}
</bpmn:process>
<bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_1">
${drawings.join('\n')}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`);
}
