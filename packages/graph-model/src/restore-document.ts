import { applyLayout } from './apply.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diff, diffGraph, diffLayout } from './diff.ts';
import type { Graph } from './graph.ts';
import { mutatedId } from './graph-index.ts';
import { keepElements, takenOut } from './keep-elements.ts';
import type { Change, SemanticMutation } from './mutation.ts';
import type { Notation, ReadResult, TextEdit } from './notation.ts';
import { isDrawnAsBefore, restoredLayout } from './restored-layout.ts';
import type { Revert, RevertRequest } from './revert-request.ts';
import { applyEdits, carryEdits, inverseEdits, joinEdits } from './text-edits.ts';

type ReadModel = Extract<ReadResult, { ok: true }>;

/**
 * The document that says what the graph says, with as much of the earlier text as can be had. Elements of the head that stay are
 * never written anew: what cannot be had without that is refused.
 *
 * @param undo from the head to the graph
 */
export function restoreDocument(
  request: RevertRequest,
  undo: Change,
  graph: Graph,
  warnings: readonly Diagnostic[],
): Revert {
  const { notation, before, head } = request;
  const isSound = schemaGuard(request);
  const done = (edits: readonly TextEdit[], document: string, read: ReadModel, diagnostics: readonly Diagnostic[]) => ({
    ok: true as const,
    change: diff(head, { graph, layout: read.layout }),
    edits,
    document,
    after: { name: read.name, graph, layout: read.layout },
    diagnostics: [...warnings, ...diagnostics],
  });
  const carried = [carriedEdits(request, 'before'), carriedEdits(request, 'behind')];
  const whole = carried.flatMap(({ edits, lost }) => (lost === 0 ? [edits, withoutFirst(edits)] : []));
  for (const edits of whole) {
    const document = applyEdits(head.document, edits);
    const read = notation.read(document);
    if (!read.ok || diffGraph(read.graph, graph).length > 0 || !isSound(document)) continue;
    if (!isDrawnAsBefore(before.layout, head.layout, read.layout, graph, undo.semantic)) continue;
    return done(edits, document, read, []);
  }
  const layout = applyLayout(head.layout, restoredLayout(notation, before, head, graph, undo));
  const wanted = { notation, head, graph };
  const parts = carried.flatMap(({ edits }) => [edits, withoutFirst(edits)]);
  for (const part of [...parts, []]) {
    const tried = readEdited(notation, head.document, part);
    if (!tried.read.ok) continue;
    const out = takenOut(wanted, tried.read.graph);
    const first = out.length === 0 ? part : keepElements(wanted, part, out);
    const { start, read } = out.length === 0 ? tried : readEdited(notation, head.document, first);
    if (!read.ok || takenOut(wanted, read.graph).length > 0) continue;
    const missing = diffGraph(read.graph, graph);
    const semantic = [...missing, ...returnedEdges(undo.semantic, read.graph, missing)];
    const rest = { semantic, layout: diffLayout(read.layout, layout) };
    const written = tryWrite(notation, start, rest);
    const again = written && notation.read(written.document);
    if (!again?.ok || diffGraph(again.graph, graph).length > 0 || !isSound(written!.document)) continue;
    const edits = joinEdits(head.document, first, written!.edits);
    return done(edits, written!.document, again, [rewritten, ...written!.diagnostics]);
  }
  const elementIds = [...new Set(undo.semantic.map(mutatedId))];
  const message = 'The document cannot say any more what it said before the commit.';
  return {
    ok: false,
    reason: 'invalid',
    diagnostics: [{ severity: 'error', code: 'not_restorable', message, elementIds }],
  };
}

function readEdited(notation: Notation, document: string, edits: readonly TextEdit[]) {
  const start = applyEdits(document, edits);
  return { start, read: notation.read(start) };
}

/** What a document declares stands in front, and what came since may need it as well. */
const withoutFirst = (edits: readonly TextEdit[]) => edits.slice(1);

/** Tells whether the schema has nothing against a document but what it had against the head or the version before. */
function schemaGuard({ notation, before, head }: RevertRequest): (document: string) => boolean {
  const errorsOf = (document: string) =>
    notation.validate(document).flatMap(({ severity, message }) => (severity === 'error' ? [message] : []));
  let known: ReadonlySet<string> | undefined;
  return (document) => {
    const errors = errorsOf(document);
    if (errors.length === 0) return true;
    known ??= new Set([...errorsOf(head.document), ...errorsOf(before.document)]);
    return errors.every((message) => known!.has(message));
  };
}

const rewritten: Diagnostic = {
  severity: 'info',
  code: 'text_rewritten',
  message:
    'Later commits have changed the text around what comes back: some of it is written anew, as the model says it.',
};

function carriedEdits(
  { before, edits, since }: RevertRequest,
  side: 'before' | 'behind',
): { readonly edits: readonly TextEdit[]; readonly lost: number } {
  let carried = { carried: inverseEdits(before.document, edits), lost: 0 };
  for (const step of since) {
    const next = carryEdits(carried.carried, step.edits, side);
    carried = { carried: next.carried, lost: carried.lost + next.lost };
  }
  return { edits: carried.carried, lost: carried.lost };
}

/** The edges that come back with their text, as changes of nothing: what names them may have been lost. */
function returnedEdges(
  undo: readonly SemanticMutation[],
  { edges }: Graph,
  missing: readonly SemanticMutation[],
): SemanticMutation[] {
  const changed = new Set(missing.map(mutatedId));
  return undo
    .filter((mutation) => mutation.type === 'edge_added' || mutation.type === 'edge_changed')
    .map(mutatedId)
    .filter((id) => edges.has(id) && !changed.has(id))
    .map((id) => ({ type: 'edge_changed', id, before: {}, after: {} }));
}

/** Null where a document that is half of the one and half of the other version does not take the change. */
function tryWrite(notation: Notation, document: string, change: Change) {
  try {
    return notation.write(document, change);
  } catch {
    return null;
  }
}
