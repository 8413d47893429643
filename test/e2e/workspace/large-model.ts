const COLUMNS = 25;
const WIDTH = 170;
const HEIGHT = 140;

/** A process of 500 tasks in rows, each with a flow to the next: 1,000 elements with the process itself. */
export function thousandElements(): string {
  const tasks = Array.from({ length: 500 }, (_, at) => ({
    at,
    x: 160 + (at % COLUMNS) * WIDTH,
    y: 100 + Math.floor(at / COLUMNS) * HEIGHT,
  }));
  const nodes = tasks.map(({ at }) => {
    const flow = at === 0 ? '' : `<bpmn:sequenceFlow id="F${at}" sourceRef="T${at - 1}" targetRef="T${at}" />`;
    return `<bpmn:task id="T${at}" name="Task ${at}" />${flow}`;
  });
  const drawings = tasks.map(({ at, x, y }) => {
    const shape = `<bpmndi:BPMNShape id="T${at}_di" bpmnElement="T${at}"><dc:Bounds x="${x}" y="${y}" width="100" height="80" /></bpmndi:BPMNShape>`;
    if (at === 0) return shape;
    const { x: fromX, y: fromY } = tasks[at - 1]!;
    const ends = `<di:waypoint x="${fromX + 100}" y="${fromY + 40}" /><di:waypoint x="${x}" y="${y + 40}" />`;
    return `${shape}<bpmndi:BPMNEdge id="F${at}_di" bpmnElement="F${at}">${ends}</bpmndi:BPMNEdge>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" targetNamespace="https://acme.example">
<bpmn:process id="Process_1">${nodes.join('\n')}</bpmn:process>
<bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_1">
${drawings.join('\n')}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;
}
