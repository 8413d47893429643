import type { ElementRegistry } from './bpmn-js.ts';

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

/** A shape as far as gestures change it. */
export interface ShapeFacts {
  /** Of the registry, such as `bpmn::user_task`. */
  readonly kind: string;
  readonly name: string;
  /** The process or sub-process that contains it; empty at the top. */
  readonly parent: string;
  /** The deepest lane that lists it; empty for none. */
  readonly lane: string;
  /** The activity on whose border it is; empty for none. */
  readonly host: string;
  /** What triggers an event, such as `timer`; empty for none. */
  readonly trigger: string;
  readonly bounds: Box;
}

/** A line as far as gestures change it. */
export interface LineFacts {
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly waypoints: readonly Place[];
}

/** What a canvas shows, as plain data: bpmn-js changes its own objects in place. */
export interface Snapshot {
  readonly shapes: ReadonlyMap<string, ShapeFacts>;
  readonly lines: ReadonlyMap<string, LineFacts>;
}

interface Moddle {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  readonly text?: string;
  readonly $parent?: Moddle;
  readonly flowNodeRef?: readonly Moddle[];
  readonly attachedToRef?: Moddle;
  readonly eventDefinitions?: readonly Moddle[];
}

interface Drawn extends Box {
  readonly id: string;
  readonly parent?: Drawn;
  readonly labelTarget?: unknown;
  readonly businessObject?: Moddle;
  readonly waypoints?: readonly Place[];
  readonly source?: Drawn;
  readonly target?: Drawn;
}

export function takeSnapshot(registry: ElementRegistry): Snapshot {
  const drawn = (registry.getAll() as unknown as Drawn[]).filter(
    (one) => !one.labelTarget && one.parent && one.businessObject,
  );
  const lanes = lanesByNode(drawn);
  const shapes = new Map<string, ShapeFacts>();
  const lines = new Map<string, LineFacts>();
  for (const { id, waypoints, source, target, businessObject, x, y, width, height } of drawn) {
    const { $type, $parent, text, attachedToRef, eventDefinitions } = businessObject!;
    const kind = kindOf($type);
    const name = businessObject!.name ?? text ?? '';
    if (waypoints) {
      const points = waypoints.map((point) => ({ x: point.x, y: point.y }));
      lines.set(id, { kind, name, source: source?.id ?? '', target: target?.id ?? '', waypoints: points });
      continue;
    }
    shapes.set(id, {
      kind,
      name,
      parent: $parent?.$type === 'bpmn:Definitions' ? '' : ($parent?.id ?? ''),
      lane: lanes.get(id) ?? '',
      host: attachedToRef?.id ?? '',
      trigger: triggerOf(eventDefinitions?.[0]),
      bounds: { x, y, width, height },
    });
  }
  return { shapes, lines };
}

/** `bpmn:UserTask` is `bpmn::user_task`. */
function kindOf(type: string): string {
  const local = type.slice(type.indexOf(':') + 1);
  return `bpmn::${local.replaceAll(/(?<!^)[A-Z]/g, '_$&').toLowerCase()}`;
}

function triggerOf(definition: Moddle | undefined): string {
  const local = definition?.$type.replace(/^bpmn:/, '').replace(/EventDefinition$/, '') ?? '';
  return local.charAt(0).toLowerCase() + local.slice(1);
}

/** A nested lane is listed after the one that it is in. */
function lanesByNode(drawn: readonly Drawn[]): Map<string, string> {
  const lanes = new Map<string, string>();
  for (const { id, businessObject } of drawn) {
    if (businessObject?.$type !== 'bpmn:Lane') continue;
    for (const node of businessObject.flowNodeRef ?? []) if (node.id) lanes.set(node.id, id);
  }
  return lanes;
}
