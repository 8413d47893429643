import type { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LineFacts, Place, ShapeFacts, Snapshot } from './snapshot.ts';

/** An operation without its id. */
export type Step = NonNullable<MessageInitShape<typeof OperationSchema>['operation']>;

/** Below, a point has only been rounded. */
const STILL_PX = 0.5;

/**
 * What a person has done, as operations: the difference of what the canvas showed before and after. One gesture of the mouse
 * is up to dozens of commands of bpmn-js, of which many are empty or work for others; the difference is what was meant.
 */
export function stepsBetween(before: Snapshot, after: Snapshot): Step[] {
  return [
    ...addedShapes(before, after),
    ...changedEnds(before, after),
    ...addedLines(before, after),
    ...changedLanes(before, after),
    ...renamed(before.shapes, after.shapes),
    ...renamed(before.lines, after.lines),
    ...movedShapes(before, after),
    ...movedLines(before, after),
    ...removed(before, after),
  ];
}

const byId = (id: string) => ({ selector: { case: 'id' as const, value: id } });

function addedShapes(before: Snapshot, after: Snapshot): Step[] {
  return [...after.shapes].flatMap(([id, { kind, name, parent, lane, host, trigger, bounds }]): Step[] => {
    if (before.shapes.has(id)) return [];
    const properties = {
      ...(lane !== '' && { lane }),
      ...(host !== '' && { attachedTo: host }),
      ...(trigger !== '' && { eventDefinition: trigger }),
    };
    return [
      {
        case: 'addNode',
        value: { node: { id, kind, name, properties }, ...(parent !== '' && { parent: byId(parent) }) },
      },
      { case: 'move', value: { selector: byId(id), bounds } },
    ];
  });
}

/**
 * A line that leads elsewhere is taken off and put on again without an id: so it keeps its identity. Its way is told while it
 * is still there.
 */
function changedEnds(before: Snapshot, after: Snapshot): Step[] {
  return [...after.lines].flatMap(([id, line]): Step[] => {
    const old = before.lines.get(id);
    if (old === undefined || sameEnds(old, line)) return [];
    const { kind, source, target, waypoints } = line;
    return [
      ...(sameWay(old.waypoints, waypoints) ? [] : [route(id, waypoints)]),
      { case: 'disconnect', value: { edgeId: id } },
      { case: 'connect', value: { edge: { kind }, source: byId(source), target: byId(target) } },
    ];
  });
}

const route = (id: string, waypoints: readonly Place[]): Step => ({
  case: 'move',
  value: { selector: byId(id), waypoints: [...waypoints] },
});

function addedLines(before: Snapshot, after: Snapshot): Step[] {
  return [...after.lines].flatMap(([id, { kind, name, source, target, waypoints }]): Step[] => {
    if (before.lines.has(id)) return [];
    return [
      { case: 'connect', value: { edge: { id, kind, name }, source: byId(source), target: byId(target) } },
      route(id, waypoints),
    ];
  });
}

function changedLanes(before: Snapshot, after: Snapshot): Step[] {
  return [...after.shapes].flatMap(([id, { lane, host }]): Step[] => {
    const old = before.shapes.get(id);
    if (old === undefined) return [];
    const properties = {
      ...(old.lane !== lane && { lane: lane === '' ? null : lane }),
      ...(old.host !== host && host !== '' && { attachedTo: host }),
    };
    if (Object.keys(properties).length === 0) return [];
    return [{ case: 'updateNode', value: { selector: byId(id), properties } }];
  });
}

function renamed(before: ReadonlyMap<string, { name: string }>, after: ReadonlyMap<string, { name: string }>): Step[] {
  return [...after].flatMap(([id, { name }]): Step[] => {
    const old = before.get(id);
    return old === undefined || old.name === name ? [] : [{ case: 'rename', value: { selector: byId(id), name } }];
  });
}

function movedShapes(before: Snapshot, after: Snapshot): Step[] {
  return [...after.shapes].flatMap(([id, shape]): Step[] => {
    const old = before.shapes.get(id);
    if (old === undefined) return [];
    const isElsewhere = old.parent !== shape.parent && shape.parent !== '';
    const isMoved = !sameBox(old, shape);
    if (!isElsewhere && !isMoved) return [];
    return [
      {
        case: 'move',
        value: {
          selector: byId(id),
          ...(isElsewhere && { parent: byId(shape.parent) }),
          ...(isMoved && { bounds: shape.bounds }),
        },
      },
    ];
  });
}

function movedLines(before: Snapshot, after: Snapshot): Step[] {
  return [...after.lines].flatMap(([id, line]): Step[] => {
    const old = before.lines.get(id);
    if (old === undefined || !sameEnds(old, line) || sameWay(old.waypoints, line.waypoints)) return [];
    return [route(id, line.waypoints)];
  });
}

/** What goes with something else that is removed is not named. */
function removed(before: Snapshot, after: Snapshot): Step[] {
  const isGone = (id: string) => before.shapes.has(id) && !after.shapes.has(id);
  const nodes = [...before.shapes].flatMap(([id, { parent, host }]): Step[] =>
    !isGone(id) || isGone(parent) || isGone(host) ? [] : [{ case: 'removeNode', value: { selector: byId(id) } }],
  );
  const edges = [...before.lines].flatMap(([id, { source, target }]): Step[] =>
    after.lines.has(id) || isGone(source) || isGone(target) ? [] : [{ case: 'disconnect', value: { edgeId: id } }],
  );
  return [...edges, ...nodes];
}

const sameEnds = (a: LineFacts, b: LineFacts) => a.source === b.source && a.target === b.target;

const near = (a: number, b: number) => Math.abs(a - b) <= STILL_PX;

function sameBox({ bounds: a }: ShapeFacts, { bounds: b }: ShapeFacts): boolean {
  return near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);
}

function sameWay(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((point, index) => near(point.x, b[index]!.x) && near(point.y, b[index]!.y));
}
