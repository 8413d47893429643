import { choose, connect, menu, move, place, remove, resize, type Script } from './scripted-gestures.ts';
import { box, line } from './studio-model.ts';

/** A pool beside a process with lanes and one without, neither of which has a pool. */
export const poollessModel = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Poolless" targetNamespace="https://acme.example">
  <bpmn:process id="Shop"><bpmn:task id="Order" name="Order"/></bpmn:process>
  <bpmn:process id="Depot">
    <bpmn:ioSpecification id="Io"><bpmn:dataInput id="Order_list" name="Orders"/><bpmn:dataOutput id="Bill" name="Bill"/><bpmn:inputSet id="In"><bpmn:dataInputRefs>Order_list</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet id="Out"><bpmn:dataOutputRefs>Bill</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>
    <bpmn:laneSet id="Lanes">
      <bpmn:lane id="Front" name="Front"><bpmn:flowNodeRef>Load</bpmn:flowNodeRef><bpmn:flowNodeRef>Full</bpmn:flowNodeRef><bpmn:flowNodeRef>Ship</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Back" name="Back"><bpmn:flowNodeRef>Count</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:task id="Load" name="Load"/><bpmn:exclusiveGateway id="Full"/><bpmn:task id="Ship" name="Ship"/>
    <bpmn:subProcess id="Count" name="Count"><bpmn:task id="Inner" name="Look"/></bpmn:subProcess>
    <bpmn:dataStoreReference id="Stock" name="Stock"/>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Load" targetRef="Full"/>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Full" targetRef="Ship"/>
    <bpmn:textAnnotation id="Note"><bpmn:text>By hand</bpmn:text></bpmn:textAnnotation>
  </bpmn:process>
  <bpmn:process id="Office">
    <bpmn:task id="Read" name="Read"/><bpmn:task id="File" name="File"/>
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Read" targetRef="File"/>
  </bpmn:process>
  <bpmn:collaboration id="Collaboration">
    <bpmn:participant id="Pool" name="Shop" processRef="Shop"/>
    <bpmn:messageFlow id="Message" sourceRef="Order" targetRef="Load"/>
    <bpmn:textAnnotation id="Hint"><bpmn:text>Both</bpmn:text></bpmn:textAnnotation>
  </bpmn:collaboration>
  <bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="Collaboration">
    ${box('Pool', 160, 80, 1000, 140, ' isHorizontal="true"')}${box('Order', 340, 110)}
    ${box('Front', 160, 280, 1000, 150, ' isHorizontal="true"')}${box('Back', 160, 430, 1000, 200, ' isHorizontal="true"')}
    ${box('Load', 340, 310)}${box('Full', 540, 325, 50, 50, ' isMarkerVisible="true"')}${box('Ship', 680, 310)}
    ${box('Count', 300, 450, 300, 160, ' isExpanded="true"')}${box('Inner', 360, 490)}${box('Stock', 900, 500, 50, 50)}
    ${box('Order_list', 1040, 360, 36, 50)}${box('Bill', 1110, 360, 36, 50)}${box('Note', 1000, 300, 100, 30)}${box('Hint', 1000, 690, 100, 30)}${box('Read', 340, 690)}${box('File', 540, 690)}
    ${line('Flow_1', [440, 350], [540, 350])}${line('Flow_2', [590, 350], [680, 350])}${line('Flow_3', [440, 730], [540, 730])}
    ${line('Message', [390, 190], [390, 310])}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

/** Gestures in processes without a pool. */
export const poollessScripts: Readonly<Record<string, Script>> = {
  'move a step': move('Ship', 60, 20),
  'move a step into another lane': move('Ship', 40, 150),
  'move a step that has no lane': move('File', 80, 10),
  'move a step out of a sub-process': move('Inner', 300, 40),
  'move a step into a pool': move('Ship', 100, -200),
  'move a step out of a pool': move('Order', 500, 200),
  'move a lane': move('Front', 30, 20),
  'move data': move('Stock', 40, -20),
  'move a note': move('Note', 40, -4),
  'nudge a step': async (hand, at) => {
    await hand.select(at('Ship'));
    await hand.keys('ArrowDown', 'ArrowDown');
  },
  'make room': async (hand, at) => {
    await hand.tool('space-tool');
    const from = { x: at('Ship').x - 30, y: at('Ship').y + 70 };
    await hand.drag(from, { x: from.x + 60, y: from.y });
  },
  'make room everywhere': async (hand, at) => {
    await hand.tool('space-tool');
    const from = { x: at('File').x - 30, y: at('File').y + 70 };
    await hand.drag(from, { x: from.x + 60, y: from.y });
  },
  'place a step': place('task', 'Ship', 200, 0),
  'place a step that has no lane': async (hand, at) => {
    await hand.tool('create.task');
    await hand.click({ x: (at('Read').x + at('File').x + at('File').width) / 2, y: at('File').y + 10 });
    await hand.keys('Escape');
  },
  'place a step on a flow': async (hand, at) => {
    await hand.tool('create.task');
    const [from, to] = at('Flow_2').points;
    await hand.click({ x: (from!.x + to!.x) / 2, y: from!.y });
    await hand.keys('Escape');
  },
  'place data': place('data-object', 'Ship', 200, 100),
  'place a store': place('data-store', 'Ship', 200, 100),
  'put an event on a step': async (hand, at) => {
    await hand.tool('create.intermediate-event');
    await hand.click({ x: at('Ship').x + 20, y: at('Ship').y + at('Ship').height });
    await hand.keys('Escape');
  },
  'append an end': choose('Ship', 'append.end-event'),
  'append a step that has no lane': choose('File', 'append.append-task'),
  'connect by a flow': connect('Load', 'Ship'),
  'connect by a message': connect('File', 'Order'),
  'connect two processes': connect('Read', 'Load'),
  'connect data': connect('Stock', 'Ship'),
  'connect a note': connect('Note', 'Ship'),
  'connect a note with a flow': connect('Hint', 'Flow_2'),
  'bend a flow': move('Flow_2', 0, 40),
  'make a step another kind': menu(['Ship'], 'replace', 'replace-with-service-task'),
  'make a step a sub-process': menu(['Ship'], 'replace', 'replace-with-expanded-subprocess'),
  'close a sub-process': menu(['Count'], 'replace', 'replace-with-collapsed-subprocess'),
  'add a lane': choose('Front', 'lane-insert-above'),
  'divide a lane': choose('Back', 'lane-divide-two'),
  'resize a lane': resize('Front', 20, 20),
  'remove a step': remove('Full'),
  'remove what comes in': remove('Order_list'),
  'remove what goes out': remove('Bill'),
  'remove a lane': remove('Back'),
  'remove both lanes': remove('Back', 'Front'),
  'remove the only pool': remove('Pool'),
  'copy a step': async (hand, at) => {
    await hand.select(at('Ship'));
    await hand.keys('Control+c', 'Control+v');
    await hand.click({ x: at('Ship').x + 200, y: at('Ship').y + 40 });
  },
};
