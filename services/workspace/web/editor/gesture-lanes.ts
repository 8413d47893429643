import { sameBox } from './same-place.ts';
import type { Snapshot } from './snapshot.ts';

const LANE = 'bpmn::lane';

/** The nodes that are drawn elsewhere, in another container, or on another step. */
export function movedOf(before: Snapshot, after: Snapshot): ReadonlySet<string> {
  const moved = new Set<string>();
  for (const [id, { kind, parent, properties, bounds }] of after.shapes) {
    const old = before.shapes.get(id);
    const isSame = old?.parent === parent && old.kind === kind && old.properties.attachedTo === properties.attachedTo;
    if (!isSame || !sameBox(old.bounds, bounds)) moved.add(id);
  }
  return moved;
}

/** The lanes that are new, gone, drawn otherwise or divided. */
export function changedLanes(before: Snapshot, after: Snapshot): ReadonlySet<string> {
  const lanes = ({ shapes }: Snapshot) => [...shapes].filter(([, { kind }]) => kind === LANE);
  const isOtherwise = (id: string) => !sameBox(before.shapes.get(id)?.bounds, after.shapes.get(id)?.bounds);
  const changed = [...lanes(before), ...lanes(after)].filter(([id]) => isOtherwise(id));
  return new Set(changed.flatMap(([id, { parent }]) => (before.shapes.has(id) ? [id] : [id, parent])));
}
