import type { Graph, Node } from '@ameide/contracts/graph/v1/graph';

/** What the story asks for: a new task after an element of the model. */
export interface Anchor {
  readonly node: Node;
  /** How the request calls it: by its name where that is unique, else by its id. */
  readonly reference: string;
}

const activity = /^bpmn::(.*task|call_activity|sub_process|transaction)$/;
const flowNode = /^bpmn::(.*task|call_activity|.*sub_process|transaction|.*gateway|.*event)$/;

/**
 * Picks the element after which the story adds a task: preferably a named activity with one way out, else whatever has
 * one, else any element of a flow; null when the model has none.
 */
export function chooseAnchor(graph: Graph): Anchor | null {
  const waysOut = new Map<string, number>();
  for (const edge of graph.edges) {
    if (edge.kind === 'bpmn::sequence_flow') waysOut.set(edge.source, (waysOut.get(edge.source) ?? 0) + 1);
  }
  const names = new Map<string, number>();
  for (const { name } of graph.nodes) names.set(normalise(name), (names.get(normalise(name)) ?? 0) + 1);

  const candidates = graph.nodes.filter(
    (node) => flowNode.test(node.kind) && node.kind !== 'bpmn::end_event' && !node.properties?.triggeredByEvent,
  );
  const score = (node: Node): number =>
    (waysOut.get(node.id) === 1 ? 4 : 0) + (activity.test(node.kind) ? 2 : 0) + (isUniqueName(node, names) ? 1 : 0);
  const best = candidates.reduce<Node | null>((top, node) => (top && score(top) >= score(node) ? top : node), null);
  if (!best) return null;
  return { node: best, reference: isUniqueName(best, names) ? best.name : best.id };
}

function isUniqueName(node: Node, names: ReadonlyMap<string, number>): boolean {
  return node.name.trim() !== '' && !node.name.includes('"') && names.get(normalise(node.name)) === 1;
}

const normalise = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();
