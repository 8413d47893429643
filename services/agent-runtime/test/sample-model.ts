import type {
  ProjectionEdge,
  ProjectionEdgeSchema,
  ProjectionNode,
  ProjectionNodeSchema,
} from '@ameide/contracts/projection/v1/projection_service';
import type { MessageInitShape } from '@bufbuild/protobuf';

type NodeInit = MessageInitShape<typeof ProjectionNodeSchema> & Pick<ProjectionNode, 'id' | 'kind'>;
type EdgeInit = MessageInitShape<typeof ProjectionEdgeSchema> &
  Pick<ProjectionEdge, 'id' | 'kind' | 'source' | 'target'>;

function node(
  id: string,
  kind: string,
  name: string,
  parent: string,
  properties: Record<string, string> = {},
): NodeInit {
  return { id, kind: `bpmn::${kind}`, name, parent, properties };
}

function flow(id: string, source: string, target: string, name = '', kind = 'sequence_flow'): EdgeInit {
  return { id, kind: `bpmn::${kind}`, name, source, target };
}

const sales = { lane: 'Lane_Sales' };
const warehouse = { lane: 'Lane_Warehouse' };

/** A collaboration with what real models have: line breaks, quotes and other scripts in names, doubles, no names. */
export const sampleNodes: readonly NodeInit[] = [
  node('Collab_1', 'collaboration', '', ''),
  node('Pool_Orders', 'participant', 'Order handling', 'Collab_1', { processRef: 'Process_1' }),
  node('Pool_Customer', 'participant', 'Customer', 'Collab_1'),
  node('Process_1', 'process', 'Order handling', ''),
  node('Lane_Sales', 'lane', 'Sales', 'Process_1'),
  node('Lane_Warehouse', 'lane', 'Warehouse', 'Process_1'),
  node('Start_1', 'start_event', 'Order received', 'Process_1', { ...sales, eventDefinition: 'message' }),
  node('Check', 'user_task', 'Check order', 'Process_1', sales),
  node('Complete', 'exclusive_gateway', 'Order complete?', 'Process_1', { ...sales, default: 'F4' }),
  node('Ask', 'send_task', 'Ask customer\nfor details', 'Process_1', sales),
  node('Reserve', 'service_task', 'Reserve goods', 'Process_1', warehouse),
  node('Pack', 'sub_process', 'Pack and ship', 'Process_1', warehouse),
  node('Pack_Start', 'start_event', '', 'Pack'),
  node('Pack_Goods', 'manual_task', 'Pack goods', 'Pack'),
  node('Ship_Goods', 'manual_task', 'Ship goods', 'Pack'),
  node('Pack_End', 'end_event', '', 'Pack'),
  node('Late', 'boundary_event', '2 days', 'Process_1', { attachedTo: 'Pack', eventDefinition: 'timer' }),
  node('Offer', 'user_task', 'Angebot prüfen', 'Process_1', warehouse),
  node('Confirm', 'user_task', '注文を確認する', 'Process_1', sales),
  node('Review_A', 'user_task', 'Review', 'Process_1', sales),
  node('Review_B', 'user_task', 'Review', 'Process_1', warehouse),
  node('Join', 'parallel_gateway', '', 'Process_1', warehouse),
  node('Thanks', 'task', 'Say "thanks"', 'Process_1', warehouse),
  node('Choose', 'task', 'Choose gift', 'Process_1', { ...sales, default: 'F16' }),
  node('Divide', 'task', 'Work after closing', 'Process_1', sales),
  node('Done', 'end_event', 'Order done', 'Process_1', warehouse),
  node('Invoice', 'data_object_reference', 'Invoice', 'Process_1'),
];

export const sampleEdges: readonly EdgeInit[] = [
  flow('F1', 'Start_1', 'Check'),
  flow('F2', 'Check', 'Complete'),
  flow('F3', 'Complete', 'Reserve', 'yes'),
  flow('F4', 'Complete', 'Ask', 'no'),
  flow('F5', 'Ask', 'Check'),
  flow('F6', 'Reserve', 'Pack'),
  flow('F7', 'Pack', 'Thanks'),
  flow('F8', 'Thanks', 'Join'),
  flow('F9', 'Late', 'Offer'),
  flow('F10', 'Offer', 'Join'),
  flow('F11', 'Join', 'Done'),
  flow('F12', 'Confirm', 'Review_A'),
  flow('F13', 'Divide', 'Confirm'),
  flow('F14', 'Divide', 'Review_B'),
  flow('F15', 'Choose', 'Confirm', 'large'),
  flow('F16', 'Choose', 'Review_B'),
  flow('S1', 'Pack_Start', 'Pack_Goods'),
  flow('S2', 'Pack_Goods', 'Ship_Goods'),
  flow('S3', 'Ship_Goods', 'Pack_End'),
  flow('M1', 'Pool_Customer', 'Start_1', 'Order', 'message_flow'),
  flow('M2', 'Ask', 'Pool_Customer', '', 'message_flow'),
];

/** The sample as `GetProjection` in the format `json` tells it. */
export function sampleProjection(version = 3): string {
  return JSON.stringify({
    ref: `artifacts/5f8b7d4e-0000-4000-8000-000000000001/main@${version}`,
    version,
    notation: 'bpmn',
    total_nodes: sampleNodes.length,
    total_edges: sampleEdges.length,
    nodes: sampleNodes,
    edges: sampleEdges,
    reductions: [],
  });
}
