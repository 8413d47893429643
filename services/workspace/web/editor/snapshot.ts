import { getExternalLabelMid } from 'bpmn-js/lib/util/LabelUtil.js';
import type { ElementRegistry } from './bpmn-js.ts';
import { coloursOf } from './colours.ts';
import { type Fact, type Facts, factsOf, kindOf, nameOf, parentOf, said } from './moddle-facts.ts';
import { isFloor } from './poolless.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where a name is that stands beside its shape or line. */
export interface Label extends Box {
  /** Whether somebody has put it there: otherwise it is where bpmn-js puts it. */
  readonly isPut: boolean;
}

/** A node as far as gestures change it. */
export interface ShapeFacts {
  /** Of the registry, such as `bpmn::user_task`. */
  readonly kind: string;
  readonly name: string;
  /** The node that contains it; empty at the top. */
  readonly parent: string;
  /** As the server calls them, such as `lane`, `attachedTo` and `eventDefinition`. */
  readonly properties: Facts;
  /** Absent for what has no shape: processes, collaborations, data objects. */
  readonly bounds?: Box;
  readonly label?: Label;
}

/** A line as far as gestures change it. */
export interface LineFacts {
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly properties: Facts;
  readonly waypoints: readonly Place[];
  readonly label?: Label;
}

/** What a canvas shows, as plain data: bpmn-js changes its own objects in place. */
export interface Snapshot {
  readonly shapes: ReadonlyMap<string, ShapeFacts>;
  readonly lines: ReadonlyMap<string, LineFacts>;
}

interface Drawn extends Box {
  readonly id: string;
  readonly parent?: Drawn;
  readonly labelTarget?: Drawn;
  readonly label?: Drawn;
  readonly businessObject?: Fact;
  readonly di?: object;
  readonly waypoints?: readonly Place[];
  readonly source?: Drawn;
  readonly target?: Drawn;
  readonly collapsed?: boolean;
}

const SUB_PROCESS = /^bpmn:(SubProcess|AdHocSubProcess|Transaction)$/;

/** @param hasOwnLabel whether the document says where the name of an element is */
export function takeSnapshot(registry: ElementRegistry, hasOwnLabel = (_id: string) => false): Snapshot {
  const all = registry.getAll() as unknown as Drawn[];
  const lanes = lanesByNode(all);
  const shapes = new Map<string, ShapeFacts>();
  const lines = new Map<string, LineFacts>();
  for (const one of all) {
    const { id, parent, labelTarget, businessObject, waypoints, source, target, x, y, width, height } = one;
    if (labelTarget || !businessObject || isFloor(one)) continue;
    addUndrawn(shapes, parent ? [businessObject.processRef, businessObject.dataObjectRef] : [businessObject]);
    if (!parent) continue;
    const common = { kind: kindOf(businessObject.$type), name: nameOf(businessObject), ...labelOf(one, hasOwnLabel) };
    if (waypoints) {
      const points = waypoints.map((point) => ({ x: point.x, y: point.y }));
      const ends = { source: source?.id ?? '', target: target?.id ?? '' };
      const properties = { ...factsOf(businessObject), ...coloursOf(one.di) };
      lines.set(id, { ...common, ...ends, properties, waypoints: points });
      continue;
    }
    shapes.set(id, {
      ...common,
      parent: parentOf(businessObject),
      properties: { ...factsOf(businessObject), ...drawnFacts(one, lanes), ...coloursOf(one.di) },
      bounds: { x, y, width, height },
    });
  }
  return { shapes, lines };
}

/** What has no shape and is there because of something that has. */
function addUndrawn(shapes: Map<string, ShapeFacts>, elements: readonly (Fact | undefined)[]): void {
  for (const element of elements) {
    if (!element?.id || shapes.has(element.id) || SUB_PROCESS.test(element.$type)) continue;
    const { id, $type } = element;
    shapes.set(id, {
      kind: kindOf($type),
      name: nameOf(element),
      parent: parentOf(element),
      properties: factsOf(element),
    });
  }
}

function drawnFacts({ id, collapsed, businessObject }: Drawn, lanes: ReadonlyMap<string, string>): Facts {
  const { $type, $parent, attachedToRef } = businessObject!;
  const isInside = SUB_PROCESS.test($parent?.$type ?? '');
  return said({
    // What is attached to a step is in its lane, and what is in a sub-process in none.
    lane: isInside ? undefined : lanes.get(attachedToRef?.id ?? id),
    isExpanded: SUB_PROCESS.test($type) ? !collapsed : undefined,
  });
}

/** A nested lane is listed after the one that it is in. */
function lanesByNode(drawn: readonly Drawn[]): Map<string, string> {
  const lanes = new Map<string, string>();
  for (const { id, parent, labelTarget, businessObject } of drawn) {
    if (!parent || labelTarget || businessObject?.$type !== 'bpmn:Lane') continue;
    for (const node of businessObject.flowNodeRef ?? []) if (node.id) lanes.set(node.id, id);
  }
  return lanes;
}

/** How far from where bpmn-js puts a name it still is there: it rounds, and pads a new one. */
const DEFAULT_PX = { x: 2, y: 8 };
const HALF_DEFAULT_HEIGHT = 10;

function labelOf(one: Drawn, hasOwnLabel: (id: string) => boolean): { readonly label?: Label } {
  if (!one.label) return {};
  const { x, y, width, height } = one.label;
  const middle: Place = getExternalLabelMid(one as never);
  const isAside = Math.abs(x + width / 2 - middle.x) > DEFAULT_PX.x;
  const isOff = isAside || Math.abs(y - (middle.y - HALF_DEFAULT_HEIGHT)) > DEFAULT_PX.y;
  return { label: { x, y, width, height, isPut: isOff || hasOwnLabel(one.id) } };
}
