import { createHash } from 'node:crypto';
import {
  type Diagnostic,
  diff,
  emptyGraph,
  emptyLayout,
  formatRef,
  type Notation,
  notationOfKind,
  type ReadResult,
} from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { commit } from './commit.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { LoadedModel } from './models.ts';
import type { Caller, CommitRecord } from './ports.ts';
import { isRefused, type Refused, refuse, refuseFor } from './refusal.ts';

/** Documents may be this large at most. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

export interface ImportModelCommand {
  readonly artifactId: string;
  readonly branch: string;
  readonly document: Uint8Array;
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

/** JSON: it is stored for repeats. */
export interface ImportedModel {
  readonly commit: CommitRecord;
  readonly name: string;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes a document the content of an artifact: its first version, or a further one that replaces everything. */
export async function importModel(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ImportModelCommand,
): Promise<ImportedModel | Refused> {
  const { artifactId, branch } = command;
  if (actorOf(caller) === 'agent') return refuse('human_approval_required');
  if (command.document.byteLength > MAX_DOCUMENT_BYTES) {
    const message = `The document has ${command.document.byteLength} bytes; ${MAX_DOCUMENT_BYTES} are allowed.`;
    return refuse('document_too_large', message, { metadata: { max_bytes: String(MAX_DOCUMENT_BYTES) } });
  }
  const kind = await deps.artifactKind(caller, artifactId);
  if (kind === null) return refuse('artifact_not_found', `There is no artifact ${artifactId}.`);
  const notation = deps.models.notationOf(notationOfKind(kind));
  if (!notation) {
    const message = `The artifact is of the kind ${kind}, of which models cannot be imported yet.`;
    return refuse('document_not_this_notation', message, { metadata: { kind } });
  }
  const decoded = notation.decode(command.document);
  if ('fault' in decoded) return refuse('document_malformed', decoded.fault, { metadata: { line: '1' } });
  const { text: document } = decoded;
  const read = notation.read(document);
  if (!read.ok) return refuseDocument(read);

  const digest = createHash('sha256').update(command.document).digest('hex');
  const payload = [artifactId, branch, digest, command.expectedVersion ?? null];
  const diagnostics = [...read.diagnostics, ...asWarnings(notation, document)];
  const commitId = deps.newId();
  const executed = await execute<LoadedModel | Refused, ImportedModel>(deps, caller, command.correlationId, {
    slow: true,
    idempotency: idempotencyOf(caller, 'ImportModel', command.correlationId, payload),
    read: () => deps.models.load(caller.tenantId, { artifactId, branch }),
    decide(head) {
      const before = isRefused(head) ? null : head;
      const version = before?.ref.version ?? 0;
      if (version !== (command.expectedVersion ?? 0)) return refuseVersion(command, version);
      const { semantic, layout } = diff(before ?? { graph: emptyGraph, layout: emptyLayout }, read);
      const { changes, commit: committed } = commit(deps.aggregates, before, {
        commitId,
        artifactId,
        branch,
        notation: notation.name,
        name: read.name,
        authorId: caller.actorId,
        runId: '',
        patchId: '',
        comment: command.comment,
        summary: [before ? 'Replaced the whole document' : `Imported ${read.graph.nodes.size} elements`],
        changes: semantic,
        layout,
        documentEdits: [{ offset: 0, length: before?.document.length ?? 0, text: document }],
        committedAt: new Date(deps.now()).toISOString(),
        correlationId: command.correlationId,
      });
      const counts = { nodeCount: read.graph.nodes.size, edgeCount: read.graph.edges.size };
      return { changes, answer: { commit: committed, name: read.name, ...counts, diagnostics } };
    },
  });
  return 'answer' in executed ? executed.answer : executed;
}

function refuseVersion({ artifactId, branch, expectedVersion }: ImportModelCommand, actual: number): Refused {
  const ref = formatRef({ artifactId, branch });
  if (expectedVersion === undefined) {
    const message = `${ref} already has content. Give expected_version ${actual} to replace it.`;
    return refuse('model_exists', message, { metadata: { actual_version: String(actual) } });
  }
  const message = `${ref} has version ${actual}, not ${expectedVersion}. Look at what came between and try again.`;
  return refuse('version_mismatch', message, { conflict: { serverVersion: actual } });
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
