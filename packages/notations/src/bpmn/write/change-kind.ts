import type { Diagnostic } from '@ameide/graph-model';
import { kindLabel } from '@ameide/graph-model';
import { drawingOf, unregister } from '../document.ts';
import {
  activities,
  dataElements,
  edgeKindOf,
  events,
  flowNodes,
  localOf,
  nodeKindOf,
  subProcesses,
} from '../kinds.ts';
import { namespaces } from '../namespaces.ts';
import { codecsOf } from '../properties/table.ts';
import { detach, renameElement, setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { contextOf, type WriteSession } from './session.ts';
import { abandonPlanes } from './settle.ts';

/**
 * Makes the elements of nodes that have become of another kind elements of that kind, in their places and with all that
 * elements of both kinds may have, attributes and extensions of vendors among it.
 */
export function changeKinds(session: WriteSession): void {
  for (const [id, kind] of session.kinds) {
    const element = session.document.nodes.get(id);
    const former = element && nodeKindOf(element);
    if (element === undefined || former === undefined || former === kind) continue;
    const kept = new Set(codecsOf(kind).map(({ name }) => name));
    for (const codec of codecsOf(former))
      if (!kept.has(codec.name)) codec.write(element, undefined, contextOf(session, id));
    if (subProcesses.has(former) && !subProcesses.has(kind)) abandonPlanes(session, id);
    renameElement(element, localOf(kind)!);
    for (const child of [...element.children]) {
      if (child.uri !== namespaces.bpmn || canHold(kind, child)) continue;
      unregister(session.document, child);
      detach(session.document.xml, child);
      session.diagnostics.push(notCarriedOver(id, kind, child.local));
    }
    const drawing = drawingOf(session.document, id);
    if (drawing !== undefined) markDrawing(drawing, kind);
  }
}

const everyElement = set('documentation extensionElements');
const flowElement = set('auditing monitoring categoryValueRef');
const flowNode = set('incoming outgoing');
const activity = set(
  'ioSpecification property dataInputAssociation dataOutputAssociation resourceRole performer humanPerformer potentialOwner ' +
    'standardLoopCharacteristics multiInstanceLoopCharacteristics',
);
const catching = set('dataOutput dataOutputAssociation outputSet');
const throwing = set('dataInput dataInputAssociation inputSet');
const own: { readonly [kind: string]: ReadonlySet<string> } = {
  'bpmn::user_task': set('rendering'),
  'bpmn::script_task': set('script'),
  'bpmn::ad_hoc_sub_process': set('completionCondition'),
  'bpmn::complex_gateway': set('activationCondition'),
};

function set(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

/** Whether an element of a kind may have a child by the schema. */
function canHold(kind: string, child: XmlElement): boolean {
  const { local } = child;
  if (everyElement.has(local)) return true;
  if (dataElements.has(kind)) return flowElement.has(local) || local === 'dataState';
  if (!flowNodes.has(kind)) return true;
  if (flowElement.has(local) || flowNode.has(local) || own[kind]?.has(local)) return true;
  if (events.has(kind)) {
    if (local === 'property' || /EventDefinition(Ref)?$/.test(local)) return true;
    return (/(start|catch|boundary)/.test(kind) ? catching : throwing).has(local);
  }
  if (activities.has(kind) && activity.has(local)) return true;
  const isContent = local === 'laneSet' || nodeKindOf(child) !== undefined || edgeKindOf(child) !== undefined;
  return subProcesses.has(kind) && isContent;
}

function markDrawing(drawing: XmlElement, kind: string): void {
  const isMarked = kind === 'bpmn::exclusive_gateway';
  if (isMarked !== drawing.attributes.has('isMarkerVisible'))
    setAttribute(drawing, 'isMarkerVisible', isMarked ? 'true' : undefined);
}

function notCarriedOver(id: string, kind: string, local: string): Diagnostic {
  const message = `A ${kindLabel(kind)} cannot have ${local}: what ${id} had of it is gone.`;
  return { severity: 'warning', code: 'bpmn_not_carried_over', message, elementIds: [id] };
}
