import type { Change } from '@ameide/graph-model';
import { placeOf, type Subject, subjectOf } from './subject.ts';
import { drawingOf, type Fact, factsOf, nameOf, parseCanonical } from './xml-facts.ts';

const AMEIDE = 'https://ameide.io/schema/model/1.0';
const DRAWING = drawingOf('');

/** Elements whose text names another element. */
const REFERENCE =
  /^(incoming|outgoing|flowNodeRef|sourceRef|targetRef|participantRef|messageFlowRef|dataInputRefs|dataOutputRefs|innerParticipantRef|outerParticipantRef)$/;
/** What an activity needs so that data can be led to it. */
const DATA_PLUMBING = /^(ioSpecification|property|dataInput|dataOutput|inputSet|outputSet)$/;
const CATEGORY = /^category(Value)?$/;

/**
 * What a document no longer says although the change is not about it, one sentence each.
 *
 * @param takenBack a document before and after an edit that the change takes back: what that edit brought may go
 */
export function canonicalLoss(
  before: string,
  after: string,
  change: Change,
  takenBack?: { readonly before: string; readonly after: string },
): readonly string[] {
  const former = factsOf(parseCanonical(before));
  const subject = withContents(subjectOf(change.semantic), former);
  const present = factsOf(parseCanonical(after), subject.named);
  const left = new Map<string, number>();
  const keyIn = (fact: Fact) => keyOf(isOtherKind(fact, subject) ? { ...fact, local: '' } : fact);
  for (const fact of present) left.set(keyIn(fact), (left.get(keyIn(fact)) ?? 0) + 1);
  const references = present.flatMap(({ name, value }) => (name === 'categoryValueRef' ? [nameOf(value)] : []));
  const used = new Set(references);
  const brought = takenBack === undefined ? new Set() : broughtBy(takenBack);
  const lost: string[] = [];
  for (const fact of former) {
    if (fact.type === 'order') continue;
    const count = left.get(keyIn(fact)) ?? 0;
    if (count > 0) left.set(keyIn(fact), count - 1);
    else if (!brought.has(keyOf(fact)) && !isAbout(fact, subject, change) && !isUnused(fact, subject, used))
      lost.push(told(fact));
  }
  return [...lost, ...reordered(former, present, subject)];
}

function broughtBy({ before, after }: { readonly before: string; readonly after: string }): ReadonlySet<string> {
  const keys = (document: string) => factsOf(parseCanonical(document)).map(keyOf);
  const known = new Set(keys(before));
  return new Set(keys(after).filter((key) => !known.has(key)));
}

const keyOf = ({ owner, path, type, name, value, local }: Fact) =>
  [owner, ...path, type, name, value, local].join('\0');

/** Whether it is said by the element itself of a node that has become one of another kind. */
const isOtherKind = ({ owner, path }: Fact, { changed }: Subject) =>
  path.length === 0 && changed.get(owner)?.has('kind') === true;

const elementOf = (owner: string) => (owner.startsWith(DRAWING) ? owner.slice(DRAWING.length) : owner);

function told({ owner, path, type, name, value, local }: Fact): string {
  const what = { attribute: `attribute ${name}="${value}" of ${local}`, element: `${local} ${value}` }[type as string];
  return `${[owner || 'the document', ...path].join(' / ')}: ${what ?? value}`.slice(0, 300);
}

/**
 * The change is also about what stands in what it removes, and which it need not know, and about the planes of that and of
 * sub-processes that it opens.
 */
function withContents(subject: Subject, former: readonly Fact[]): Subject {
  const removed = new Set(subject.removed);
  for (const { owner, owners } of former) if (owners.some((one) => subject.removed.has(one))) removed.add(owner);
  const planes = new Set<string>();
  for (const { local, name, value, owners } of former) {
    if (local !== 'BPMNPlane' || name !== 'bpmnElement') continue;
    const id = nameOf(value);
    if (!removed.has(id) && !subject.changed.get(id)?.has('isExpanded')) continue;
    for (const owner of owners.slice(0, 2)) planes.add(owner);
  }
  return { ...subject, removed, planes };
}

/** Whether what is not said any more is what the change is about, or follows from it. */
function isAbout(fact: Fact, subject: Subject, change: Change): boolean {
  const { removed, removedUnnamed, changed, dataEnds } = subject;
  const { owner, owners, path, type, name, value, local } = fact;
  const isGone = (one: string) => removed.has(elementOf(one)) || removedUnnamed.has(placeOf(one, path[0]));
  if (['', ...owners].some(isGone)) return true;
  const isDrawing = owners.some((one) => one.startsWith(DRAWING));
  if (!isDrawing && owners.some((one) => subject.planes.has(one))) return true;
  if (type === 'element' && REFERENCE.test(local) && leads(nameOf(value), subject)) return true;
  if (type === 'attribute' && removed.has(nameOf(value))) return true;
  if (local === 'BPMNPlane' && name === 'bpmnElement') return change.semantic.some((one) => 'node' in one);
  if (owner.startsWith(DRAWING)) return isAboutDrawing(fact, subject, change);
  if ([local, ...path].some((step) => DATA_PLUMBING.test(step)) && owners.some((one) => dataEnds.has(one))) return true;
  const holder = owners.slice(0, 3).find((one) => changed.has(one));
  if (holder === undefined) return false;
  // Properties of the caller's own and what else BPMN cannot say stands in a block of the platform's.
  if (fact.uri === AMEIDE || (type === 'element' && local === 'extensionElements')) return true;
  return [...changed.get(holder)!].some((field) => isField(fact, holder, field));
}

/** Whether an element goes, gets an id, or stands or leads elsewhere. */
function leads(id: string, { removed, named, changed }: Subject): boolean {
  const fields = changed.get(id);
  const moved = ['source', 'target', 'parent', 'lane', 'attachedTo'].some((field) => fields?.has(field));
  return moved || removed.has(id) || named.has(id);
}

function isField({ owner, path, type, name, lineage }: Fact, holder: string, field: string): boolean {
  if (type === 'attribute' && owner === holder && path.length === 0) return name === attributeOf(field);
  const elements = elementsOf(field);
  return lineage.some((local) => elements.test(local));
}

function attributeOf(field: string): string {
  return { source: 'sourceRef', target: 'targetRef', attachedTo: 'attachedToRef' }[field] ?? field;
}

const elementsByField: Readonly<Record<string, RegExp>> = {
  name: /^(text|categoryValue)$/,
  source: /^(sourceRef|dataOutputAssociation|dataInputAssociation)$/,
  target: /^(targetRef|dataOutputAssociation|dataInputAssociation)$/,
  loop: /LoopCharacteristics$/,
  kind: /^(rendering|ioSpecification|property|data(In|Out)put|(in|out)putSet|resourceRole|performer|humanPerformer|potentialOwner)$/,
  state: /^dataState$/,
  participants: /^participantRef$/,
  messageFlows: /^messageFlowRef$/,
};
const ofEvents = new Set([
  'eventDefinition',
  'timer',
  'linkName',
  'condition',
  'activityRef',
  'messageRef',
  'signalRef',
  'errorRef',
  'escalationRef',
]);

/** The elements that may hold a field. */
function elementsOf(field: string): RegExp {
  if (ofEvents.has(field)) return /EventDefinition(Ref)?$/;
  return elementsByField[field] ?? new RegExp(`^${field.replace(/\W/g, '')}$`);
}

function isAboutDrawing({ owner, name, local }: Fact, { changed }: Subject, { layout }: Change): boolean {
  const id = elementOf(owner);
  const fields = changed.get(id);
  if (fields?.has('isExpanded') && name === 'isExpanded') return true;
  if (fields?.has('kind') && /^is(MarkerVisible|Expanded)$/.test(name)) return true;
  if ((fields?.has('source') || fields?.has('target')) && /^(source|target)Element$/.test(name)) return true;
  const drawn = layout.filter((mutation) => mutation.id === id);
  return drawn.some(({ after }) => after === null) || (drawn.length > 0 && /^(Bounds|waypoint)$/.test(local));
}

/** What served only what is gone: the category of a group, the set around the last lane, the platform's own prefix. */
function isUnused({ owners, local, name }: Fact, { groups, lanes }: Subject, used: ReadonlySet<string>): boolean {
  if (CATEGORY.test(local)) return groups && (name === 'value' || !owners.some((owner) => used.has(owner)));
  return (lanes && /^(l|childL)aneSet$/.test(local)) || name.startsWith('xmlns:ameide');
}

/** Elements that stand in another order than before, although none of them is what the change is about. */
function reordered(former: readonly Fact[], present: readonly Fact[], subject: Subject): string[] {
  const { changed, removed, named } = subject;
  const isSubject = (owner: string) => [changed, removed, named].some((ids) => ids.has(elementOf(owner)));
  const orders = new Map<string, readonly string[]>();
  for (const fact of present) if (fact.type === 'order') orders.set(keyOfPlace(fact), fact.value.split('\n'));
  return former.flatMap((fact) => {
    if (fact.type !== 'order') return [];
    const [was, now] = [fact.value.split('\n'), orders.get(keyOfPlace(fact)) ?? []];
    const known = new Set(was);
    const both = new Set(now.filter((owner) => known.has(owner)));
    const [a, b] = [was, now].map((owners) => owners.filter((owner) => both.has(owner) && !isSubject(owner)));
    const at = a!.findIndex((owner, index) => owner !== b![index]);
    return at < 0 ? [] : [`${fact.owner || 'the document'}: ${b![at]} stands where ${a![at]} stood`];
  });
}

const keyOfPlace = ({ owner, path, local }: Fact) => [owner, ...path, local].join('\0');
