import type { Graph } from '@ameide/graph-model';

export interface Hotspot {
  readonly id: string;
  readonly why: readonly ('fan_in' | 'fan_out' | 'recently_changed' | 'unconnected')[];
}

const MANY = 4;
const MOST_HOTSPOTS = 12;
const flow = /::sequence_flow$/;
const inFlow = /^bpmn::(.*task|.*sub_process|transaction|call_activity|.*gateway|.*event)$/;

/** Elements that deserve attention, those with the most reasons first. */
export function hotspots(graph: Graph, recentlyChanged: ReadonlySet<string>): Hotspot[] {
  const fan = new Map<string, { in: number; out: number }>();
  const of = (id: string) => fan.get(id) ?? { in: 0, out: 0 };
  for (const { kind, source, target } of graph.edges.values()) {
    if (!flow.test(kind)) continue;
    fan.set(source, { ...of(source), out: of(source).out + 1 });
    fan.set(target, { ...of(target), in: of(target).in + 1 });
  }
  return [...graph.nodes.values()]
    .map(({ id, kind, properties }): Hotspot => {
      const degree = of(id);
      const loose = inFlow.test(kind) && degree.in + degree.out === 0 && !properties.triggeredByEvent;
      return {
        id,
        why: [
          ...(degree.in >= MANY ? (['fan_in'] as const) : []),
          ...(degree.out >= MANY ? (['fan_out'] as const) : []),
          ...(recentlyChanged.has(id) ? (['recently_changed'] as const) : []),
          ...(loose ? (['unconnected'] as const) : []),
        ],
      };
    })
    .filter(({ why }) => why.length > 0)
    .toSorted((a, b) => b.why.length - a.why.length)
    .slice(0, MOST_HOTSPOTS);
}
