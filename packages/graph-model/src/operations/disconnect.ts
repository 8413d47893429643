import { kindLabel, labelWithId } from '../label.ts';
import type { Operation, Selector } from '../operation.ts';
import type { Step } from '../step.ts';
import { remove } from './removal.ts';

export function disconnect(step: Step, operation: Extract<Operation, { type: 'disconnect' }>): undefined {
  if (operation.edgeId !== '') return disconnectOne(step, operation.edgeId);
  if (operation.source === null && operation.target === null) {
    return step.fail('invalid_operation', 'Give the id of the edge, or what it leads from or to.');
  }
  const source = end(step, operation.source);
  const target = end(step, operation.target);
  if (source === undefined || target === undefined) return;
  const edges = [...step.draft.edgesAt((source ?? target)!)]
    .map((id) => step.draft.edges.get(id)!)
    .filter((edge) => operation.edgeKind === '' || edge.kind === operation.edgeKind)
    .filter((edge) => (source ?? edge.source) === edge.source && (target ?? edge.target) === edge.target);
  if (edges.length === 0) {
    const kind = operation.edgeKind === '' ? 'edge' : kindLabel(operation.edgeKind);
    const ends = [source, target].filter((id) => id !== null);
    const call = (id: string | null) => (id === null ? 'anywhere' : labelWithId(step.draft.element(id)!));
    return step.fail('selector_matches_nothing', `No ${kind} leads from ${call(source)} to ${call(target)}.`, ends);
  }
  for (const edge of edges) {
    step.targets.push(edge.id);
    step.reads.push([edge.id, 'source'], [edge.id, 'target']);
  }
  remove(
    step,
    edges.map((edge) => edge.id),
  );
}

function disconnectOne(step: Step, id: string): undefined {
  const selected = step.one({ by: 'id', id });
  if (selected === undefined) return;
  if (step.draft.nodes.has(id)) return step.fail('not_an_edge', `${id} is a node; remove_node removes it.`, [id]);
  remove(step, [id]);
}

/** The id at one end, null for any, undefined when the selector failed. */
function end(step: Step, selector: Selector | null): string | null | undefined {
  return selector === null ? null : step.one(selector);
}
