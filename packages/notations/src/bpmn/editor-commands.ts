import type { Change, EditorCommand, Graph, GraphEdge, GraphNode, Layout, SemanticMutation } from '@ameide/graph-model';
import { localOf } from './kinds.ts';

interface State {
  readonly graph: Graph;
  readonly layout: Layout;
}

/**
 * The change as commands of the bpmn-js modeler. Elements are named by id: the canvas looks them up in its registry
 * before it runs the command stack.
 */
export function bpmnEditorCommands(after: State, change: Change): readonly EditorCommand[] {
  const removed = change.semantic.flatMap((mutation) =>
    mutation.type === 'node_removed' ? [mutation.node.id] : mutation.type === 'edge_removed' ? [mutation.edge.id] : [],
  );
  const commands: EditorCommand[] =
    removed.length === 0 ? [] : [{ command: 'elements.delete', context: { elements: removed } }];
  const created = new Set(removed);
  for (const mutation of change.semantic) {
    if (mutation.type === 'node_added') created.add(mutation.node.id);
    if (mutation.type === 'edge_added') created.add(mutation.edge.id);
    commands.push(...semanticCommands(after, mutation));
  }
  for (const mutation of change.layout) {
    if (created.has(mutation.id) || mutation.after === null || mutation.type === 'label_set') continue;
    if (mutation.type === 'waypoints_set') {
      const context = { connection: mutation.id, newWaypoints: mutation.after };
      commands.push({ command: 'connection.updateWaypoints', context });
    } else if (mutation.before === null || sizeChanged(mutation.before, mutation.after)) {
      commands.push({ command: 'shape.resize', context: { shape: mutation.id, newBounds: mutation.after } });
    } else {
      const delta = { x: mutation.after.x - mutation.before.x, y: mutation.after.y - mutation.before.y };
      commands.push({ command: 'shape.move', context: { shape: mutation.id, delta } });
    }
  }
  return commands;
}

const sizeChanged = (a: { width: number; height: number }, b: { width: number; height: number }) =>
  a.width !== b.width || a.height !== b.height;

function semanticCommands(after: State, mutation: SemanticMutation): EditorCommand[] {
  switch (mutation.type) {
    case 'node_added':
      return createShape(after, mutation.node);
    case 'edge_added':
      return createConnection(after, mutation.edge);
    case 'node_changed':
    case 'edge_changed': {
      const { id } = mutation;
      const commands: EditorCommand[] = [];
      const { name, properties } = mutation.after;
      if ('kind' in mutation.after && mutation.after.kind !== undefined) {
        const target = { type: bpmnType(mutation.after.kind) };
        commands.push({ command: 'bpmnReplace.replaceElement', context: { element: id, target } });
      }
      if (name !== undefined)
        commands.push({ command: 'element.updateLabel', context: { element: id, newLabel: name } });
      if (properties !== undefined) {
        const changed = { ...clearing(mutation.before.properties ?? {}), ...properties };
        commands.push({ command: 'element.updateProperties', context: { element: id, properties: changed } });
      }
      if (mutation.type === 'edge_changed') commands.push(...reconnect(after, mutation));
      else if (mutation.after.parent !== undefined) {
        const context = { shapes: [id], delta: { x: 0, y: 0 }, newParent: mutation.after.parent };
        commands.push({ command: 'elements.move', context });
      }
      return commands;
    }
    default:
      return [];
  }
}

/** Null clears: a command travels as JSON, which has no undefined, and bpmn-js writes no property that is null. */
const clearing = (properties: object) => Object.fromEntries(Object.keys(properties).map((name) => [name, null]));

const bpmnType = (kind: string) => {
  const local = localOf(kind) ?? '';
  return `bpmn:${local.charAt(0).toUpperCase()}${local.slice(1)}`;
};

function createShape({ layout }: State, node: GraphNode): EditorCommand[] {
  const bounds = layout.bounds.get(node.id);
  if (bounds === undefined) return [];
  const { id, kind, name, properties } = node;
  const host = properties.attachedTo;
  const context = {
    shape: { id, type: bpmnType(kind), width: bounds.width, height: bounds.height, name, properties },
    position: { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 },
    parent: typeof host === 'string' ? host : node.parent,
    hints: typeof host === 'string' ? { attach: true } : {},
  };
  return [{ command: 'shape.create', context }];
}

function createConnection({ layout }: State, edge: GraphEdge): EditorCommand[] {
  const waypoints = layout.waypoints.get(edge.id);
  if (waypoints === undefined) return [];
  const { id, kind, name, source, target, properties } = edge;
  const connection = { id, type: bpmnType(kind), name, waypoints, properties };
  return [{ command: 'connection.create', context: { connection, source, target } }];
}

function reconnect(
  { graph, layout }: State,
  { id, after }: Extract<SemanticMutation, { type: 'edge_changed' }>,
): EditorCommand[] {
  if (after.source === undefined && after.target === undefined) return [];
  const edge = graph.edges.get(id);
  const ends = {
    ...(after.source === undefined ? {} : { newSource: after.source }),
    ...(after.target === undefined ? {} : { newTarget: after.target }),
  };
  const points = edge === undefined ? undefined : layout.waypoints.get(id);
  return [{ command: 'connection.reconnect', context: { connection: id, ...ends, dockingOrPoints: points ?? [] } }];
}
