import { type EncodedChanges, encodeChanges } from '@ameide/event-store';
import {
  type Diagnostic,
  diff,
  emptyGraph,
  emptyLayout,
  type Graph,
  kindLabel,
  type Notation,
  type ReadResult,
} from '@ameide/graph-model';
import type { CommitRecord } from '../model-ports.ts';
import type { FoundModel } from '../models.ts';
import type { Aggregates } from '../ports.ts';
import { type Refused, refuse, refuseFor } from '../refusal.ts';
import { commit } from './commit.ts';
import { lineEdits } from './line-edits.ts';
import type { OpenModels } from './open-model.ts';

/** A document that becomes the next version of a model. */
export interface ImportWork {
  readonly tenantId: string;
  readonly artifactId: string;
  readonly branch: string;
  /** Of the artifact. */
  readonly kind: string;
  readonly notation: string;
  readonly document: Uint8Array;
  /** What it replaces; null for the first version. */
  readonly head: FoundModel | null;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

/** JSON: it is stored for repeats. */
export interface ImportedModel {
  readonly commit: CommitRecord;
  readonly name: string;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The first ones, when there are very many. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ImportDone {
  readonly changes: EncodedChanges;
  readonly answer: ImportedModel;
}

const SHOWN_DIAGNOSTICS = 500;
/** What a selector takes: no request could name an element with a longer id. */
const MAX_ID_LENGTH = 256;

export function importDocument(aggregates: Aggregates, models: OpenModels, work: ImportWork): ImportDone | Refused {
  const { tenantId, artifactId, branch } = work;
  const notation = models.notation(work.notation);
  const decoded = notation.decode(work.document);
  if ('fault' in decoded) return refuse('document_malformed', decoded.fault, { metadata: { line: '1' } });
  const { text: document } = decoded;
  const read = notation.read(document);
  if (!read.ok) return refuseDocument(read);
  const unreachable = withLongId(read.graph);
  if (unreachable !== undefined) return unreachable;
  const before = work.head && models.open(work.head);
  const { semantic, layout } = diff(before ?? { graph: emptyGraph, layout: emptyLayout }, read);
  const { changes, commit: committed } = commit(aggregates, before, {
    commitId: work.commitId,
    artifactId,
    branch,
    notation: notation.name,
    name: read.name,
    authorId: work.authorId,
    runId: '',
    patchId: '',
    comment: work.comment,
    summary: [before ? 'Replaced the whole document' : `Imported ${read.graph.nodes.size} elements`],
    changes: semantic,
    layout,
    documentEdits: lineEdits(before?.document ?? '', document),
    committedAt: work.committedAt,
    correlationId: work.correlationId,
  });
  const counts = { nodeCount: read.graph.nodes.size, edgeCount: read.graph.edges.size };
  const diagnostics = firstOf([
    ...otherRoot(work.kind, read.graph),
    ...read.diagnostics,
    ...asWarnings(notation, document),
  ]);
  return {
    changes: encodeChanges(tenantId, changes),
    answer: { commit: committed, name: read.name, ...counts, diagnostics },
  };
}

function withLongId({ nodes, edges }: Graph): Refused | undefined {
  for (const elements of [nodes, edges]) {
    for (const id of elements.keys()) {
      if (id.length <= MAX_ID_LENGTH) continue;
      const message = `An element has an id of ${id.length} characters; at most ${MAX_ID_LENGTH} are allowed: "${id.slice(0, 40)}…".`;
      return refuse('document_invalid', message, { metadata: { code: 'id_too_long', limit: String(MAX_ID_LENGTH) } });
    }
  }
  return undefined;
}

const refusedDocuments = {
  malformed: 'document_malformed',
  not_this_notation: 'document_not_this_notation',
  unsafe: 'document_unsafe',
  invalid: 'document_invalid',
} as const;

function refuseDocument(read: Extract<ReadResult, { ok: false }>): Refused {
  return refuseFor(refusedDocuments[read.reason], read.diagnostics);
}

/** A document is kept as it came; what the schema has against it is worth knowing, but not a reason to refuse it. */
function asWarnings(notation: Notation, document: string): Diagnostic[] {
  return notation.validate(document).map((diagnostic) => ({ ...diagnostic, severity: 'warning' }));
}

/**
 * The kind of an artifact is that of the root of its content. A document with other roots is worth a warning and not a refusal: a
 * patch may give a process its first pool, and artifacts from before kinds were told all say that they are collaborations.
 */
function otherRoot(kind: string, { nodes }: Graph): Diagnostic[] {
  const roots = new Set([...nodes.values()].flatMap((node) => (node.parent === null ? [node.kind] : [])));
  if (roots.size === 0 || roots.has(kind)) return [];
  const found = [...roots].map(kindLabel).join(', ');
  const message = `The artifact is of the kind ${kindLabel(kind)}, and the document has none of it, but: ${found}.`;
  return [{ severity: 'warning', code: 'other_root_kind', message }];
}

function firstOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const more = diagnostics.length - SHOWN_DIAGNOSTICS;
  if (more <= 0) return diagnostics;
  const rest: Diagnostic = {
    severity: 'info',
    code: 'more_diagnostics',
    message: `There are ${more} more like these.`,
  };
  return [...diagnostics.slice(0, SHOWN_DIAGNOSTICS), rest];
}
