const NAMESPACES =
  'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"';

/** A chain of drawn tasks, of about 500 bytes each. */
export function largeDocument(tasks: number): string {
  const elements: string[] = [];
  const drawings: string[] = [];
  for (let n = 0; n < tasks; n++) {
    const incoming = n > 0 ? `<bpmn:incoming>F_${n}</bpmn:incoming>` : '';
    const outgoing = n < tasks - 1 ? `<bpmn:outgoing>F_${n + 1}</bpmn:outgoing>` : '';
    const name = `Do the important step number ${n}`;
    const [x, y] = [(n % 100) * 150, Math.floor(n / 100) * 120];
    elements.push(`<bpmn:task id="Task_${n}" name="${name}">${incoming}${outgoing}</bpmn:task>`);
    drawings.push(
      `<bpmndi:BPMNShape id="Task_${n}_di" bpmnElement="Task_${n}"><dc:Bounds x="${x}" y="${y}" width="100" height="80" /></bpmndi:BPMNShape>`,
    );
    if (n === 0) continue;
    elements.push(`<bpmn:sequenceFlow id="F_${n}" sourceRef="Task_${n - 1}" targetRef="Task_${n}" />`);
    drawings.push(
      `<bpmndi:BPMNEdge id="F_${n}_di" bpmnElement="F_${n}"><di:waypoint x="${x}" y="${y}" /><di:waypoint x="${x + 50}" y="${y}" /></bpmndi:BPMNEdge>`,
    );
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions ${NAMESPACES} id="D" targetNamespace="urn:large"><bpmn:process id="P" name="Large">
${elements.join('\n')}
</bpmn:process><bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="P">
${drawings.join('\n')}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
}

/** One process with so many tasks that nothing connects. */
export function manyChildren(count: number): string {
  const tasks = Array.from({ length: count }, (_, n) => `<bpmn:task id="t${n}" />`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions ${NAMESPACES} id="D" targetNamespace="urn:many"><bpmn:process id="P">
${tasks}
</bpmn:process></bpmn:definitions>`;
}
