import type { DrawnPlace, Suggestion } from '@ameide/graph-model';
import { limits } from '@ameide/graph-model';
import { isSyntheticId } from '../document.ts';
import { undrawn } from '../kinds.ts';
import { layOutWhole } from '../layout/lay-out-whole.ts';
import type { FlowModel } from './flows.ts';
import { operationsOf } from './operations.ts';
import { because } from './reasons.ts';

/** A drawing of a model that has none. Nothing where it would leave out what could be drawn. */
export function suggestLayout({ graph, layout }: FlowModel): readonly Suggestion[] {
  const shapes = [...graph.nodes.values()].filter(({ id, kind }) => !undrawn.has(kind) && !isSyntheticId(id));
  if (layout.bounds.size > 0 || layout.waypoints.size > 0 || shapes.length === 0) return [];
  const whole = layOutWhole(graph);
  if (whole === undefined || !whole.undrawable.every(isSyntheticId)) return [];
  const { bounds, waypoints } = whole.layout;
  const placements: DrawnPlace[] = [
    ...[...bounds].map(([id, own]) => ({ id, bounds: own, waypoints: [], label: null })),
    ...[...waypoints].map(([id, own]) => ({ id, bounds: null, waypoints: own, label: null })),
  ];
  if (placements.length > limits.placements) return [];
  const left = whole.undrawable.length;
  const [root] = [...graph.nodes.values()].filter(({ parent }) => parent === null);
  return [
    {
      ...{ code: 'create_layout', title: 'Create a layout', confidence: 1 },
      ...(left === 0 ? because('no_drawing') : because('no_drawing_some_without_id', { value: String(left) })),
      elementIds: [root!.id],
      operations: operationsOf({ type: 'arrange', placements }),
    },
  ];
}
