import type { Graph, GraphEdge, GraphNode, Layout } from '../graph.ts';
import type { NewNode, Operation, OperationType, Selector } from '../operation.ts';

/** A node with everything but its id left empty. */
export function sampleNode(id: string, fields: Partial<GraphNode> = {}): GraphNode {
  const empty = { key: '', kind: 'bpmn::task', name: '', parent: null, properties: {}, lifecycle: 'current' } as const;
  return { id, ...empty, ...fields };
}

export function sampleEdge(id: string, source: string, target: string, fields: Partial<GraphEdge> = {}): GraphEdge {
  return { id, kind: 'bpmn::sequence_flow', name: '', source, target, properties: {}, ...fields };
}

export function sampleNewNode(fields: Partial<NewNode> = {}): NewNode {
  return { id: '', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current', ...fields };
}

export function graphOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph {
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges: new Map(edges.map((edge) => [edge.id, edge])),
  };
}

/** An operation without conditions and rationale. */
export function operation<T extends OperationType>(
  id: string,
  type: T,
  fields: Omit<Extract<Operation, { type: T }>, 'id' | 'type' | 'pre' | 'post' | 'rationale'> &
    Partial<Pick<Operation, 'pre' | 'post'>>,
): Extract<Operation, { type: T }> {
  return { id, type, pre: [], post: [], rationale: '', ...fields } as unknown as Extract<Operation, { type: T }>;
}

export const byId = (id: string): Selector => ({ by: 'id', id });
export const byKey = (key: string): Selector => ({ by: 'key', key });
export const byPath = (...path: readonly string[]): Selector => ({ by: 'path', path });
export const byName = (name: string, kind = ''): Selector => ({ by: 'type', kind, filter: { name } });

/**
 * Order handling with the lanes Sales and Finance: Receive order, Check credit with a timer on it, Ship; the flow to
 * Ship is named "yes" and has a note.
 */
export const sampleGraph: Graph = graphOf(
  [
    sampleNode('process', { kind: 'bpmn::process', name: 'Order handling', key: 'order' }),
    sampleNode('sales', { kind: 'bpmn::lane', name: 'Sales', parent: 'process' }),
    sampleNode('finance', { kind: 'bpmn::lane', name: 'Finance', parent: 'process' }),
    sampleNode('start', { kind: 'bpmn::start_event', parent: 'sales' }),
    sampleNode('receive', { kind: 'bpmn::user_task', name: 'Receive order', parent: 'sales', key: 'receive' }),
    sampleNode('check', { name: 'Check credit', parent: 'finance', key: 'check', properties: { system: 'ERP' } }),
    sampleNode('timer', {
      kind: 'bpmn::boundary_event',
      name: 'Two days',
      parent: 'finance',
      properties: { attachedTo: 'check' },
    }),
    sampleNode('ship', { name: 'Ship', parent: 'sales' }),
    sampleNode('end', { kind: 'bpmn::end_event', parent: 'sales' }),
    sampleNode('note', { kind: 'bpmn::text_annotation', name: 'Only with stock', parent: 'process' }),
  ],
  [
    sampleEdge('f1', 'start', 'receive'),
    sampleEdge('f2', 'receive', 'check'),
    sampleEdge('f3', 'check', 'ship', { name: 'yes', properties: { condition: 'ok' } }),
    sampleEdge('f4', 'ship', 'end'),
    sampleEdge('f5', 'timer', 'end'),
    sampleEdge('a1', 'note', 'f3', { kind: 'bpmn::association' }),
  ],
);

export const sampleLayout: Layout = {
  bounds: new Map([
    ['sales', { x: 0, y: 0, width: 800, height: 200 }],
    ['finance', { x: 0, y: 200, width: 800, height: 200 }],
    ['receive', { x: 100, y: 60, width: 100, height: 80 }],
    ['check', { x: 300, y: 260, width: 100, height: 80 }],
    ['timer', { x: 332, y: 322, width: 36, height: 36 }],
    ['ship', { x: 500, y: 60, width: 100, height: 80 }],
  ]),
  waypoints: new Map([
    [
      'f2',
      [
        { x: 200, y: 100 },
        { x: 350, y: 100 },
        { x: 350, y: 260 },
      ],
    ],
    [
      'f3',
      [
        { x: 400, y: 300 },
        { x: 550, y: 300 },
        { x: 550, y: 140 },
      ],
    ],
  ]),
  labels: new Map([
    ['timer', { x: 310, y: 365, width: 80, height: 14 }],
    ['f3', { x: 460, y: 280, width: 20, height: 14 }],
  ]),
};
