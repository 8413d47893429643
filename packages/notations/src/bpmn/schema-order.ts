import { edgeKindOf, nodeKindOf } from './kinds.ts';
import { namespaces } from './namespaces.ts';
import { insertAt } from './xml/edit.ts';
import type { XmlDocument, XmlElement } from './xml/tree.ts';

/**
 * The order that the OMG schema asks for, over all element types at once: no two types that the writer adds to want the
 * same children in different orders, but for choreographies (see `rankOf`).
 */
const order: readonly (readonly string[])[] = [
  ['import'],
  ['extension', 'documentation'],
  ['extensionElements'],
  ['supportedInterfaceRef'],
  ['auditing', 'monitoring', 'categoryValueRef', 'partitionElement', 'interfaceRef'],
  ['incoming', 'flowNodeRef', 'endPointRef', 'sourceRef', 'dataInputRefs', 'dataOutputRefs'],
  ['outgoing', 'childLaneSet', 'targetRef', 'participantMultiplicity'],
  ['participantRef'],
  ['messageFlowRef'],
  ['ioSpecification', 'ioBinding', 'dataState', 'conditionExpression', 'text'],
  ['property'],
  ['dataInput'],
  ['dataOutput'],
  ['dataInputAssociation'],
  ['dataOutputAssociation'],
  ['inputSet'],
  ['outputSet'],
  ['eventDefinition'],
  ['eventDefinitionRef'],
  ['resourceRole', 'performer', 'humanPerformer', 'potentialOwner'],
  ['standardLoopCharacteristics', 'multiInstanceLoopCharacteristics', 'loopCharacteristics'],
  ['laneSet', 'lane'],
  ['participant'],
  ['messageFlow'],
  ['flowElement', 'rootElement'],
  ['artifact'],
  ['correlationSubscription', 'conversationNode'],
  ['conversationAssociation', 'supports'],
  ['participantAssociation'],
  ['messageFlowAssociation'],
  ['correlationKey'],
  ['choreographyRef'],
  ['conversationLink'],
  ['script', 'rendering', 'completionCondition', 'activationCondition'],
  ['BPMNDiagram'],
  ['relationship'],
];
const ranks = new Map(order.flatMap((names, rank) => names.map((name) => [name, rank] as const)));
const rank = (name: string) => ranks.get(name)!;
const artifactNames = new Set(['association', 'group', 'textAnnotation']);
const conversationNames = new Set(['conversation', 'subConversation', 'callConversation']);

function rankOf(parent: XmlElement, element: XmlElement): number {
  const { local } = element;
  const known = ranks.get(local);
  if (parent.local === 'process' && /^(resourceRole|performer|humanPerformer|potentialOwner)$/.test(local)) {
    return rank('artifact') + 0.5;
  }
  // A process has its data in front of what every flow element starts with; an activity behind it.
  if (parent.local === 'process' && local === 'ioSpecification') return rank('supportedInterfaceRef') + 0.5;
  if (known !== undefined) return known;
  if (local.endsWith('EventDefinition') && parent.local !== 'definitions') return rank('eventDefinition');
  if (artifactNames.has(local)) return rank('artifact');
  if (conversationNames.has(local)) return rank('conversationNode');
  if (parent.local === 'definitions') return rank('rootElement');
  if (nodeKindOf(element) !== undefined || edgeKindOf(element) !== undefined) {
    return parent.local === 'choreography' ? order.length : rank('flowElement');
  }
  return order.length;
}

/** Puts a BPMN element behind the last child that must not stand behind it. */
export function insertOrdered(document: XmlDocument, parent: XmlElement, element: XmlElement): void {
  const own = rankOf(parent, element);
  let index = 0;
  parent.children.forEach((sibling, at) => {
    const known = sibling.uri === namespaces.bpmn || sibling.uri === namespaces.bpmndi;
    if (known && rankOf(parent, sibling) <= own) index = at + 1;
  });
  insertAt(document, parent, index, element);
}
