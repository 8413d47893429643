import type { Change, SemanticMutation, WriteResult } from '@ameide/graph-model';
import { applyEdits } from '@ameide/graph-model';
import { nodeKindOf, subProcesses } from './kinds.ts';
import { colouredIn } from './properties/colours.ts';
import { openToEdit } from './read-ahead.ts';
import { changeKinds } from './write/change-kind.ts';
import { copyContent } from './write/copy-content.ts';
import { copyForeign } from './write/copy-foreign.ts';
import { drawEdge, drawLabel, drawNode, nameDrawnEnds } from './write/diagram.ts';
import { addEdge, changeEdge, removeEdge, settleFlows } from './write/edges.ts';
import { dropLostPartners } from './write/links.ts';
import { nameElements } from './write/naming.ts';
import { addNode, changeNode, removeNode } from './write/nodes.ts';
import type { WriteSession } from './write/session.ts';
import { beginWrite, want, writeWanted } from './write/session.ts';
import { removePlanes, settleEdges, settleNodes, unsettle } from './write/settle.ts';
import { textEdits } from './xml/serialize.ts';

/**
 * Edits a document so that it says what the graph and layout say after the change; everything else stays byte for byte.
 * The order of the mutations does not matter for references among them.
 * @throws Error when the text is not a BPMN document or the change does not fit it: both are faults of the caller.
 */
export function writeBpmn(text: string, change: Change): WriteResult {
  if (change.semantic.length === 0 && change.layout.length === 0) return { document: text, edits: [], diagnostics: [] };
  const opened = openToEdit(text);
  if (!opened.ok) throw new Error(`Only a BPMN document can be edited: ${opened.diagnostics[0]?.message}`);
  const semantic = nameElements(opened.document, change.semantic);
  const removed = semantic.flatMap((mutation) => (mutation.type === 'node_removed' ? [mutation.node.id] : []));
  const added = semantic.flatMap((mutation) => (mutation.type === 'node_added' ? [mutation.node] : []));
  const newProcesses = added.filter(({ kind }) => kind === 'bpmn::process').map(({ id }) => id);
  const session = beginWrite(opened.document, {
    removed: new Set(removed),
    newProcesses: new Set(newProcesses),
    returned: returned(semantic),
  });
  for (const id of colouredIn(session.document)) want(session, id, {});
  applySemantics(session, semantic);
  changeKinds(session);
  settleFlows(session);
  unsettle(session);
  for (const mutation of change.layout) {
    if (mutation.type !== 'bounds_set') continue;
    keepExpansion(session, mutation.id);
    drawNode(session, mutation.id, mutation.after);
  }
  settleNodes(session);
  for (const mutation of change.layout)
    if (mutation.type === 'waypoints_set') drawEdge(session, mutation.id, mutation.after);
  for (const mutation of change.layout)
    if (mutation.type === 'label_set') drawLabel(session, mutation.id, mutation.after);
  settleEdges(session);
  removePlanes(session);
  for (const id of session.ledElsewhere) nameDrawnEnds(session.document, id);
  const copies = change.copies ?? new Map<string, string>();
  copyContent(session, copies);
  writeWanted(session);
  copyForeign(session, copies);
  dropLostPartners(session.document, session.partners);
  const edits = textEdits(session.document.xml);
  return { document: applyEdits(text, edits), edits, diagnostics: session.diagnostics };
}

/** Edges that stand in the document again, and of which nothing else is to be changed. */
function returned(mutations: readonly SemanticMutation[]): ReadonlySet<string> {
  const ids = mutations.flatMap((mutation) =>
    mutation.type === 'edge_changed' && Object.keys(mutation.after).length === 0 ? [mutation.id] : [],
  );
  return new Set(ids);
}

/** Applies what can be applied until nothing is left: a container or an end may come after what needs it. */
function applySemantics(session: WriteSession, mutations: readonly SemanticMutation[]): void {
  for (let open = mutations; open.length > 0; ) {
    const rest = open.filter((mutation) => !apply(session, mutation));
    if (rest.length === open.length)
      throw new Error(`The change does not fit the document: ${JSON.stringify(rest[0])}`);
    open = rest;
  }
}

function apply(session: WriteSession, mutation: SemanticMutation): boolean {
  switch (mutation.type) {
    case 'node_added':
      return addNode(session, mutation.node);
    case 'node_changed':
      return changeNode(session, mutation.id, mutation.after);
    case 'node_removed':
      return removeNode(session, mutation.node.id);
    case 'edge_added':
      return addEdge(session, mutation.edge);
    case 'edge_changed':
      return changeEdge(session, mutation.id, mutation.after);
    case 'edge_removed':
      removeEdge(session, mutation.edge.id);
      return true;
    default:
      return mutation satisfies never;
  }
}

/** Whether a sub-process is open stands on its shape; it must not go or come with the shape. */
function keepExpansion(session: WriteSession, id: string): void {
  const element = session.document.nodes.get(id);
  if (element !== undefined && subProcesses.has(nodeKindOf(element) ?? '')) want(session, id, {});
}
