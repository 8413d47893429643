import type { PatchOperation } from '../decision.ts';
import type { ModelView, ViewEdge } from '../model/model-view.ts';

/** What must be done beside the end of a flow: its source may not go on naming it as its default. */
export function forgetDefault(view: ModelView, flow: ViewEdge): readonly PatchOperation[] {
  const source = view.nodes.get(flow.source);
  if (flow.id === '' || source?.properties.default !== flow.id) return [];
  return [{ op: 'update_node', element: source.id, properties: { default: null } }];
}
