import type { Element } from '../data/elements.ts';
import { has, listOf, type Moddle, putInto, type Semantic, takeFrom, typeOf } from './drawn.ts';

/** Thrown when something cannot be drawn in place; then the document is drawn anew. */
export class CannotFollow extends Error {}

/** Kinds that are simple enough to be added in place: what they show depends on nothing but themselves. */
const ADDABLE =
  /^bpmn::((\w+_)?task|call_activity|\w+_event|\w+_gateway|text_annotation|sequence_flow|message_flow|association)$/;

const isArtifact = (element: Semantic) => element.$instanceOf('bpmn:Artifact');

/** Makes the object of an element that is not there yet, and puts it into its container. */
export function addSemantic(moddle: Moddle, id: string, { kind, name }: Element, container: Semantic): Semantic {
  if (!ADDABLE.test(kind)) throw new CannotFollow(`${kind} is not added in place`);
  const element = moddle.create(typeOf(kind), { id });
  moddle.ids?.claim(id, element);
  setName(element, name);
  element.$parent = container;
  putInto(contentsOf(container, element), element);
  return element;
}

function contentsOf(container: Semantic, element: Semantic): Semantic[] {
  if (element.$type === 'bpmn:MessageFlow') return listOf(container, 'messageFlows');
  return listOf(container, isArtifact(element) ? 'artifacts' : 'flowElements');
}

/** Makes how a new element is drawn, and puts it into a plane. */
export function addDi(moddle: Moddle, element: Semantic, type: 'BPMNShape' | 'BPMNEdge', plane: Semantic): Semantic {
  const di = moddle.create(`bpmndi:${type}`, { id: `${element.id}_di`, bpmnElement: element });
  if (element.$type === 'bpmn:ExclusiveGateway') di.set('isMarkerVisible', true);
  di.$parent = plane;
  putInto(listOf(plane, 'planeElement'), di);
  return di;
}

/** Takes an element out of the model, with its drawing. What refers to it is gone, or goes too. */
export function removeSemantic(moddle: Moddle, element: Semantic, di: Semantic): void {
  const container = element.$parent;
  for (const list of ['flowElements', 'artifacts', 'messageFlows', 'lanes', 'participants'])
    if (container && has(container, list)) takeFrom(listOf(container, list), element);
  if (di.$parent) takeFrom(listOf(di.$parent, 'planeElement'), di);
  moddle.ids?.unclaim(element.id);
}

export function nameOf(element: Semantic): string {
  if (element.$type === 'bpmn:Group') return element.get<Semantic | undefined>('categoryValueRef')?.get('value') ?? '';
  return element.get<string | undefined>(isText(element) ? 'text' : 'name') ?? '';
}

/** Some elements show no name. */
export function setName(element: Semantic, name: string): void {
  if (element.$type === 'bpmn:Group') throw new CannotFollow('the name of a group is elsewhere');
  const property = isText(element) ? 'text' : 'name';
  if (has(element, property)) element.set(property, name === '' ? undefined : name);
}

const isText = (element: Semantic) => element.$type === 'bpmn:TextAnnotation';

/** Leads a flow elsewhere. */
export function setEnds(flow: Semantic, source: Semantic, target: Semantic): void {
  const isListed = flow.$type === 'bpmn:SequenceFlow';
  if (isListed) forgetEnds(flow);
  flow.set('sourceRef', source);
  flow.set('targetRef', target);
  if (!isListed) return;
  putInto(listOf(source, 'outgoing'), flow);
  putInto(listOf(target, 'incoming'), flow);
}

/** Takes a flow off the lists of what it connects. */
export function forgetEnds(flow: Semantic): void {
  if (flow.$type !== 'bpmn:SequenceFlow') return;
  const source = flow.get<Semantic | undefined>('sourceRef');
  const target = flow.get<Semantic | undefined>('targetRef');
  if (source) takeFrom(listOf(source, 'outgoing'), flow);
  if (target) takeFrom(listOf(target, 'incoming'), flow);
}

/** The node that contains an element, in terms of the server's graph; empty at the top. */
export function containerOf(element: Semantic): string {
  let container = element.$parent;
  while (container && /^bpmn:(LaneSet|InputOutputSpecification)$/.test(container.$type)) container = container.$parent;
  return container === undefined || container.$type === 'bpmn:Definitions' ? '' : container.id;
}

/** Puts a node into a lane, and into those around it that list nodes. @param lane undefined for none */
export function setLane(node: Semantic, lane: Semantic | undefined, lanes: readonly Semantic[]): void {
  for (const one of lanes) takeFrom(listOf(one, 'flowNodeRef'), node);
  for (let at = lane; at?.$type === 'bpmn:Lane'; at = at.$parent?.$parent) {
    const listed = listOf(at, 'flowNodeRef');
    if (at === lane || listed.length > 0) putInto(listed, node);
  }
}

/** The deepest lane that lists a node; undefined for none. */
export function laneOf(node: Semantic, lanes: readonly Semantic[]): Semantic | undefined {
  return lanes.findLast((lane) => listOf(lane, 'flowNodeRef').includes(node));
}
