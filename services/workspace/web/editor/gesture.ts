import type { OperationSchema, PlacementSchema } from '@ameide/contracts/graph/v1/operation';
import type { JsonObject, JsonValue, MessageInitShape } from '@bufbuild/protobuf';
import { changedLanes, movedOf } from './gesture-lanes.ts';
import type { Facts } from './moddle-facts.ts';
import { sameBox, sameLabel, sameWay } from './same-place.ts';
import type { LineFacts, ShapeFacts, Snapshot } from './snapshot.ts';

/** An operation without its id. */
export type Step = NonNullable<MessageInitShape<typeof OperationSchema>['operation']>;

/**
 * What a person has done, as operations: the difference of what the canvas showed before and after. One gesture of the mouse
 * is up to dozens of commands of bpmn-js, of which many are empty or work for others; the difference is what was meant. All
 * that is drawn elsewhere comes last, as one operation: the server leaves the rest where it is.
 *
 * @param originalOf the id of what a new element was copied from, or empty
 */
export function stepsBetween(before: Snapshot, after: Snapshot, originalOf = (_id: string): string => ''): Step[] {
  return [
    ...goneLines(before, after),
    ...addedNodes(before, after, originalOf),
    ...changedNodes(before, after),
    ...changedEnds(before, after),
    ...addedLines(before, after, originalOf),
    ...changedLines(before, after),
    ...renamed(before.shapes, after.shapes),
    ...renamed(before.lines, after.lines),
    ...goneNodes(before, after),
    ...arranged(before, after),
  ];
}

const byId = (id: string) => ({ selector: { case: 'id' as const, value: id } });

/** Containers first, hosts before what is attached to them, and what is referred to before what refers. */
function addedNodes(before: Snapshot, after: Snapshot, originalOf: (id: string) => string): Step[] {
  const steps: Step[] = [];
  const done = new Set<string>();
  const add = (id: JsonValue | undefined) => {
    if (typeof id !== 'string' || done.has(id) || before.shapes.has(id) || !after.shapes.has(id)) return;
    done.add(id);
    const { kind, name, parent, properties } = after.shapes.get(id)!;
    for (const needed of [parent, properties.attachedTo, properties.processRef, properties.dataObjectRef]) add(needed);
    // Lines come later, and so does what names them.
    const { default: _, ...own } = properties;
    const node = { id, kind, name, properties: own as JsonObject };
    const original = originalOf(id);
    const copyOf = before.shapes.get(original)?.kind === kind ? original : '';
    steps.push({
      case: 'addNode',
      value: { node, ...(parent !== '' && { parent: byId(parent) }), ...(copyOf !== '' && { copyOf }) },
    });
  };
  for (const id of after.shapes.keys()) add(id);
  return steps;
}

function changedNodes(before: Snapshot, after: Snapshot): Step[] {
  const moved = movedOf(before, after);
  const lanes = changedLanes(before, after);
  return [...after.shapes].flatMap(([id, node]): Step[] => {
    const old = before.shapes.get(id);
    if (old === undefined) return [];
    const steps: Step[] = [];
    const selector = byId(id);
    if (old.parent !== node.parent && node.parent !== '')
      steps.push({ case: 'move', value: { selector, parent: byId(node.parent) } });
    const set = differing(old.properties, node.properties);
    // bpmn-js puts all steps into the lanes that they are drawn in, also those that nobody has touched.
    const isInLaneNow =
      moved.has(id) || lanes.has(String(old.properties.lane)) || lanes.has(String(node.properties.lane));
    if (!isInLaneNow) delete set.lane;
    // What was attached was in the lane of its host, whether or not the document says so.
    if ('attachedTo' in set && node.properties.lane !== undefined) set.lane = node.properties.lane;
    if (old.kind !== node.kind) {
      steps.push({ case: 'changeKind', value: { selector, kind: node.kind, properties: set } });
    } else if (Object.keys(set).length > 0) steps.push({ case: 'updateNode', value: { selector, properties: set } });
    return steps;
  });
}

/**
 * A line that leads elsewhere is taken off and put on again under its id: so it keeps all that it has. What leads to it, such as
 * a note's association, goes with it and is put on again, too.
 */
function changedEnds(before: Snapshot, after: Snapshot): Step[] {
  const isLed = (id: string) => {
    const [old, now] = [before.lines.get(id), after.lines.get(id)];
    return old !== undefined && now !== undefined && !sameEnds(old, now);
  };
  const steps: Step[] = [];
  const along: Step[] = [];
  for (const [id, { kind, source, target }] of after.lines) {
    const old = before.lines.get(id);
    if (old === undefined) continue;
    const connect: Step = {
      case: 'connect',
      value: { edge: { id, kind }, source: byId(source), target: byId(target) },
    };
    if (isLed(old.source) || isLed(old.target)) along.push(connect);
    else if (isLed(id)) steps.push({ case: 'disconnect', value: { edgeId: id } }, connect);
  }
  return [...steps, ...along];
}

function addedLines(before: Snapshot, after: Snapshot, originalOf: (id: string) => string): Step[] {
  return [...after.lines].flatMap(([id, line]): Step[] => {
    if (before.lines.has(id)) return [];
    const { kind, name, source, target, properties } = line;
    const copyOf = originalOf(id);
    const original = before.lines.get(copyOf);
    const ends = { source: byId(source), target: byId(target) };
    if (original?.kind !== kind)
      return [{ case: 'connect', value: { edge: { id, kind, name, properties: properties as JsonObject }, ...ends } }];
    const own = { ...(properties as JsonObject), ...differing(original.properties, properties) };
    return [{ case: 'connect', value: { edge: { id, kind, name, properties: own }, ...ends, copyOf } }];
  });
}

/** What lines say, and which of them are defaults of new steps. */
function changedLines(before: Snapshot, after: Snapshot): Step[] {
  const lines = [...after.lines].flatMap(([id, line]): Step[] => {
    const old = before.lines.get(id);
    const set = old === undefined ? {} : differing(old.properties, line.properties);
    return Object.keys(set).length === 0
      ? []
      : [{ case: 'updateNode', value: { selector: byId(id), properties: set } }];
  });
  const defaults = [...after.shapes].flatMap(([id, { properties }]): Step[] =>
    before.shapes.has(id) || properties.default === undefined
      ? []
      : [{ case: 'updateNode', value: { selector: byId(id), properties: { default: properties.default } } }],
  );
  return [...lines, ...defaults];
}

function renamed(before: ReadonlyMap<string, { name: string }>, after: ReadonlyMap<string, { name: string }>): Step[] {
  return [...after].flatMap(([id, { name }]): Step[] => {
    const old = before.get(id);
    return old === undefined || old.name === name ? [] : [{ case: 'rename', value: { selector: byId(id), name } }];
  });
}

const isGone = ({ shapes, lines }: Snapshot, after: Snapshot, id: JsonValue | undefined) =>
  typeof id === 'string' && (shapes.has(id) || lines.has(id)) && !after.shapes.has(id) && !after.lines.has(id);

/** What goes with a step or a line that is removed is not named. */
function goneLines(before: Snapshot, after: Snapshot): Step[] {
  return [...before.lines].flatMap(([id, { source, target }]): Step[] =>
    after.lines.has(id) || isGone(before, after, source) || isGone(before, after, target)
      ? []
      : [{ case: 'disconnect', value: { edgeId: id } }],
  );
}

function goneNodes(before: Snapshot, after: Snapshot): Step[] {
  return [...before.shapes].flatMap(([id, { parent, properties }]): Step[] =>
    !isGone(before, after, id) || isGone(before, after, parent) || isGone(before, after, properties.attachedTo)
      ? []
      : [{ case: 'removeNode', value: { selector: byId(id) } }],
  );
}

function arranged(before: Snapshot, after: Snapshot): Step[] {
  const placements: MessageInitShape<typeof PlacementSchema>[] = [];
  for (const [id, shape] of after.shapes) {
    const old = before.shapes.get(id);
    const bounds = shape.bounds && !sameBox(old?.bounds, shape.bounds) && shape.bounds;
    const label = labelToPlace(old, shape, Boolean(bounds));
    if (bounds || label) placements.push({ id, ...(bounds && { bounds }), ...(label && { label }) });
  }
  for (const [id, line] of after.lines) {
    const old = before.lines.get(id);
    const isLed = old === undefined || !sameEnds(old, line) || !sameWay(old.waypoints, line.waypoints);
    const label = labelToPlace(old, line, isLed);
    if (isLed || label)
      placements.push({ id, ...(isLed && { waypoints: [...line.waypoints] }), ...(label && { label }) });
  }
  return placements.length === 0 ? [] : [{ case: 'arrange', value: { placements } }];
}

/**
 * A name that has a place is told where it is whenever what it names has moved, as the server would take it along. One that has
 * none has got it only if it was moved itself: bpmn-js shifts names when it leads a flow elsewhere, which nobody has asked for.
 */
function labelToPlace(old: ShapeFacts | LineFacts | undefined, now: ShapeFacts | LineFacts, isElsewhere: boolean) {
  if (!now.label?.isPut) return undefined;
  const { isPut: _, ...place } = now.label;
  if (isElsewhere) return old?.label?.isPut ? place : undefined;
  return sameLabel(old?.label, place, old?.name === now.name) ? undefined : place;
}

/** What to set, null clearing. */
function differing(before: Facts, after: Facts): JsonObject {
  const set: JsonObject = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) set[name] = after[name] ?? null;
  }
  return set;
}

const sameEnds = (a: LineFacts, b: LineFacts) => a.source === b.source && a.target === b.target;
