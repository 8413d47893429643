import { choose, remove, type Script } from './scripted-gestures.ts';
import { box } from './studio-model.ts';

const second = `<bpmndi:BPMNDiagram id="Diagram_2"><bpmndi:BPMNPlane id="Plane_2" bpmnElement="Others">
    ${box('Depot', 160, 80, 600, 250, ' isHorizontal="true"')}${box('Load', 300, 140)}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`;

/** Two diagrams with a pool each; a step of the first pool is drawn beside it. */
export const twoDiagrams = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Two" targetNamespace="https://acme.example">
  <bpmn:collaboration id="Collaboration"><bpmn:participant id="Pool" name="Shop" processRef="Shop"/></bpmn:collaboration>
  <bpmn:collaboration id="Others"><bpmn:participant id="Depot" name="Depot" processRef="Storing"/></bpmn:collaboration>
  <bpmn:process id="Shop"><bpmn:task id="Order" name="Order"/><bpmn:task id="Beside" name="Call"/></bpmn:process>
  <bpmn:process id="Storing"><bpmn:task id="Load" name="Load"/></bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="Collaboration">
    ${box('Pool', 160, 80, 600, 250, ' isHorizontal="true"')}${box('Order', 300, 140)}${box('Beside', 300, 380)}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
  ${second}
</bpmn:definitions>
`;

/** Only the first of them. */
export const oneDiagram = twoDiagrams.replace(second, '');

export const emptyingScripts: Readonly<Record<string, Script>> = {
  'remove the only pool': remove('Pool'),
  'remove the only pool, and draw again': async (hand, at) => {
    const spot = at('Order');
    await remove('Pool')(hand, at);
    await hand.tool('create.task');
    await hand.click({ x: spot.x + 40, y: spot.y + 40 });
    await hand.keys('Escape');
  },
  'add first lanes': choose('Pool', 'lane-insert-below'),
  'divide a pool': choose('Pool', 'lane-divide-two'),
};
