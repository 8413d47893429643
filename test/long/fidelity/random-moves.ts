import type { GraphNode, Selector } from '@ameide/graph-model';
import type { Random } from '../random.ts';
import { type Bare, byId, type Editable, FLOW_CONTAINER, FLOW_NODE, newNode, node, some } from './picks.ts';

export function moveOnCanvas({ graph, layout }: Editable, random: Random): Bare[] | undefined {
  const far = () => 10 * (random.below(41) - 20);
  const drawnEdge = random.once(4)
    ? random.one([...layout.waypoints.keys()].filter((id) => graph.edges.has(id)))
    : undefined;
  if (drawnEdge !== undefined) {
    const waypoints = layout.waypoints
      .get(drawnEdge)!
      .map(({ x, y }, at, all) => (at === 0 || at === all.length - 1 ? { x, y } : { x: x + far(), y: y + far() }));
    return [{ type: 'move', selector: byId(drawnEdge), parent: null, bounds: null, waypoints }];
  }
  const drawn = random.one([...layout.bounds.keys()].filter((id) => graph.nodes.has(id)));
  return some(drawn, (id) => {
    const { x, y, width, height } = layout.bounds.get(id)!;
    return [
      {
        type: 'move',
        selector: byId(id),
        parent: null,
        bounds: { x: x + far(), y: y + far(), width, height },
        waypoints: [],
      },
    ];
  });
}

export function moveToLane(model: Editable, random: Random): Bare[] | undefined {
  return some(node(model, random, /::lane$/), (lane) =>
    some(
      node(
        model,
        random,
        FLOW_NODE,
        ({ parent, properties }) => parent === processOf(model, lane) && properties.lane !== lane.id,
      ),
      ({ id }) => [{ type: 'update_node', selector: byId(id), properties: { lane: lane.id } }],
    ),
  );
}

function processOf({ graph }: Editable, lane: GraphNode): string | null {
  let at: GraphNode | undefined = lane;
  for (let steps = 0; at?.kind === 'bpmn::lane' && steps <= graph.nodes.size; steps += 1)
    at = graph.nodes.get(at.parent ?? '');
  return at?.id ?? null;
}

export function moveInto(model: Editable, random: Random): Bare[] | undefined {
  const moved = node(model, random, FLOW_NODE, ({ kind }) => kind !== 'bpmn::boundary_event');
  const container = moved && node(model, random, FLOW_CONTAINER, ({ id }) => id !== moved.id && id !== moved.parent);
  if (moved === undefined || container === undefined) return undefined;
  return [...cutOff(model, random, moved.id), into(moved.id, container.id)];
}

const into = (id: string, parent: string): Bare => ({
  type: 'move',
  selector: byId(id),
  parent: byId(parent),
  bounds: null,
  waypoints: [],
});

/** What takes a node out of its flow, most of the time: with it, few nodes may go into another container. */
function cutOff({ graph }: Editable, random: Random, id: string): Bare[] {
  if (random.once(4)) return [];
  const led = [...graph.edges.values()].filter(
    ({ kind, source, target }) => kind === 'bpmn::sequence_flow' && (source === id || target === id),
  );
  return led.map((edge) => ({ type: 'disconnect', edgeId: edge.id, source: null, target: null, edgeKind: '' }));
}

/** Something inside a sub-process goes to where the sub-process is. */
export function moveOut(model: Editable, random: Random): Bare[] | undefined {
  const containerOf = ({ parent }: GraphNode) => model.graph.nodes.get(parent ?? '');
  const inner = node(model, random, FLOW_NODE, (one) => /sub_process|transaction/.test(containerOf(one)?.kind ?? ''));
  const outer = inner && containerOf(containerOf(inner)!);
  if (inner === undefined || outer === undefined) return undefined;
  return [...cutOff(model, random, inner.id), into(inner.id, outer.id)];
}

export function group(model: Editable, random: Random): Bare[] | undefined {
  return some(node(model, random, FLOW_NODE), ({ id }) => {
    const selector: Selector = random.once(3)
      ? { by: 'neighbour', of: byId(id), direction: 'out', edgeKind: 'bpmn::sequence_flow' }
      : byId(id);
    const container = newNode(random, 'bpmn::sub_process', random.once(2) ? { isExpanded: true } : {});
    return [...cutOff(model, random, id), { type: 'group', selector, node: container }];
  });
}
