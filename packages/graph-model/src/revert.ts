import { applyMutations, GraphInvariantError } from './apply.ts';
import { checkChange } from './check-change.ts';
import { completeChange } from './complete-change.ts';
import { conflicts } from './conflicts.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diff } from './diff.ts';
import { mutatedId } from './graph-index.ts';
import { equalJson } from './json.ts';
import { lostReferences, usedReferences } from './lost-references.ts';
import type { Change, SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';
import { WriteLog } from './reads.ts';
import { rebaseChange } from './rebase.ts';
import { restoreDocument } from './restore-document.ts';
import type { ModelVersion, Revert, RevertRequest } from './revert-request.ts';
import { withoutReverted, withoutUndone } from './standing-steps.ts';
import { inverseEdits } from './text-edits.ts';

/**
 * Takes back a commit. The newest one gives the document before it, byte for byte. An older one is taken back when it commutes
 * with what came after: its text comes back where the text around it is the same, with all that the graph knows nothing
 * of; the rest is written as the inverse change says. Places that have changed since stay, and what is connected stays so.
 */
export function planRevert(request: RevertRequest): Revert {
  const { notation, before, after, edits, head } = request;
  const since = withoutUndone(request.since);
  if (since.length === 0) {
    if (before.document === head.document) return { ok: false, reason: 'reverted' };
    const back = { change: diff(head, before), edits: inverseEdits(before.document, edits), after: before };
    return { ok: true, ...back, document: before.document, diagnostics: [] };
  }
  const undo = pending(diff(after, before), head);
  if (undo.semantic.length + undo.layout.length === 0) return { ok: false, reason: 'reverted' };
  const standing = withoutReverted(since);
  const changes = standing.map(({ change: { semantic } }) => ({ semantic, layout: [] }));
  const found = [
    ...conflicts(undo, changes, head.graph),
    ...lostReferences(undo.semantic, changes, head.graph),
    ...usedReferences(undo.semantic, changes, head.graph),
  ];
  if (found.length > 0) {
    const versions = found.map(({ intervening }) => standing[intervening]!.version);
    return { ok: false, reason: 'conflict', conflicts: found, versions };
  }

  const diagnostics: Diagnostic[] = [];
  const semantic = withWhatFollows(notation, head, undo.semantic, diagnostics);
  if (semantic === undefined) return { ok: false, reason: 'invalid', diagnostics };
  const graph = applyMutations(head.graph, semantic);
  const broken = checkChange(notation, [head.graph, before.graph], graph, semantic, new WriteLog());
  if (broken.some(({ severity }) => severity === 'error')) return { ok: false, reason: 'invalid', diagnostics: broken };
  return restoreDocument({ ...request, since }, { semantic, layout: undo.layout }, graph, broken);
}

/** What of a change is still to be done in a model. */
function pending(change: Change, head: ModelVersion): Change {
  const { semantic, layout } = rebaseChange(change, head);
  const isThere = (mutation: SemanticMutation) =>
    (mutation.type === 'node_added' && equalJson(head.graph.nodes.get(mutation.node.id), mutation.node)) ||
    (mutation.type === 'edge_added' && equalJson(head.graph.edges.get(mutation.edge.id), mutation.edge));
  return { semantic: semantic.filter((mutation) => !isThere(mutation)), layout };
}

function withWhatFollows(
  notation: Notation,
  head: ModelVersion,
  semantic: readonly SemanticMutation[],
  diagnostics: Diagnostic[],
): readonly SemanticMutation[] | undefined {
  try {
    applyMutations(head.graph, semantic);
  } catch (error) {
    if (!(error instanceof GraphInvariantError)) throw error;
    const message = `The commit cannot be taken back any more: ${error.message}.`;
    diagnostics.push({ severity: 'error', code: 'contradiction', message });
    return undefined;
  }
  const whole = completeChange(notation, head, semantic, new Set(semantic.map(mutatedId)), diagnostics);
  return diagnostics.length > 0 ? undefined : whole;
}
