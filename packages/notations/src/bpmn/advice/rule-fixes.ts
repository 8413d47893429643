import type { Diagnostic, Fix, GraphEdge, GraphNode } from '@ameide/graph-model';
import { label } from '../rules/report.ts';
import { areEditable, type FlowModel } from './flows.ts';
import { connect, cut, operationsOf, update } from './operations.ts';

/** How many lanes are worth a button of their own. */
const MAX_LANES = 5;

/** What mends a violation of a rule; nothing where people have to think. */
export function fixesOf(model: FlowModel, { code, elementIds = [] }: Diagnostic): readonly Fix[] {
  const { nodes, edges } = model.graph;
  const node = nodes.get(elementIds[0] ?? '');
  const edge = edges.get(elementIds[0] ?? '');
  if (node !== undefined && areEditable(node)) return fixesOfNode(model, code, node, elementIds);
  if (edge !== undefined && areEditable(edge, { id: edge.source }, { id: edge.target })) return fixesOfEdge(code, edge);
  return [];
}

function fixesOfNode(model: FlowModel, code: string, node: GraphNode, elementIds: readonly string[]): readonly Fix[] {
  const { id } = node;
  switch (code) {
    case 'bpmn_default_flow':
      return [
        {
          code: 'clear_default',
          title: 'Clear the default flow',
          operations: operationsOf(update(id, { default: null })),
        },
      ];
    case 'bpmn_default_with_condition': {
      const flow = model.graph.edges.get(elementIds[1] ?? '');
      const clearDefault = operationsOf(update(id, { default: null }));
      return [
        ...(flow && areEditable(flow)
          ? [
              {
                code: 'clear_condition',
                title: 'Clear the condition',
                operations: operationsOf(update(flow.id, { conditionExpression: null })),
              },
            ]
          : []),
        { code: 'clear_default', title: 'Clear the default flow', operations: clearDefault },
      ];
    }
    case 'bpmn_event_interrupts': {
      const flag = node.kind === 'bpmn::boundary_event' ? 'cancelActivity' : 'isInterrupting';
      return [{ code: 'interrupt', title: 'Let it interrupt', operations: operationsOf(update(id, { [flag]: null })) }];
    }
    case 'bpmn_no_lane':
      return lanesFor(model, node).map((lane) => ({
        code: 'set_lane',
        title: `Put it into ${label(lane, lane.id)}`,
        operations: operationsOf(update(id, { lane: lane.id })),
      }));
    default:
      return [];
  }
}

/** The lane in which it is drawn; all of them where that says nothing. */
function lanesFor({ lanes: byProcess, layout }: FlowModel, node: GraphNode): readonly GraphNode[] {
  const lanes = (byProcess.get(node.parent ?? '') ?? []).filter((lane) => areEditable(lane));
  const bounds = layout.bounds.get(node.id);
  const around = lanes.filter(({ id }) => {
    const lane = layout.bounds.get(id);
    if (bounds === undefined || lane === undefined) return false;
    const [x, y] = [bounds.x + bounds.width / 2, bounds.y + bounds.height / 2];
    return x >= lane.x && x <= lane.x + lane.width && y >= lane.y && y <= lane.y + lane.height;
  });
  return (around.length > 0 ? around : lanes).slice(0, MAX_LANES);
}

function fixesOfEdge(code: string, { id, source, target }: GraphEdge): readonly Fix[] {
  const removal = { code: 'remove', title: 'Remove the flow', operations: operationsOf(cut(id)) };
  switch (code) {
    case 'bpmn_sequence_flow_crosses_pool':
      return [
        {
          code: 'as_message_flow',
          title: 'Make it a message flow',
          operations: operationsOf(cut(id), connect(source, target, 'bpmn::message_flow')),
        },
        removal,
      ];
    case 'bpmn_message_flow_same_pool':
    case 'bpmn_sequence_flow_crosses_sub_process':
    case 'bpmn_end_event_outgoing':
    case 'bpmn_start_event_incoming':
    case 'bpmn_boundary_event_incoming':
      return [removal];
    default:
      return [];
  }
}
