import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import {
  type Commit,
  CommitSchema,
  type Patch,
  type PatchPreview,
  PatchPreviewSchema,
  PatchSchema,
  PatchState,
} from '@ameide/contracts/graph/v1/patch';
import { formatRef } from '@ameide/graph-model';
import { create, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { CommitRecord, CommitRow, PatchRow } from '../app/ports.ts';
import { currentProposer } from './event.ts';

const states = {
  proposed: PatchState.PROPOSED,
  applied: PatchState.APPLIED,
  rejected: PatchState.REJECTED,
} as const satisfies Record<PatchRow['state'], PatchState>;

/** The rows' name of a state; undefined for any. */
export function patchStateFromWire(state: PatchState): PatchRow['state'] | undefined {
  return (Object.keys(states) as PatchRow['state'][]).find((name) => states[name] === state);
}

export function patchToWire(row: Omit<PatchRow, 'preview'> & { readonly preview?: JsonValue | null }): Patch {
  const ref = { artifactId: row.artifact_id, branch: row.branch, version: row.base_version };
  return create(PatchSchema, {
    id: row.id,
    ref: formatRef(ref),
    state: states[row.state],
    operations: row.operations.map((operation) => fromJson(OperationSchema, operation)),
    title: row.title,
    ...proposerOf(row),
    runId: row.run_id,
    proposedAt: timestampFromDate(row.proposed_at),
    decidedBy: row.decided_by ?? '',
    ...(row.decided_at && { decidedAt: timestampFromDate(row.decided_at) }),
    approvedOperationIds: [...(row.approved_operation_ids ?? [])],
    commitId: row.commit_id ?? '',
    reason: row.reason ?? '',
    ...(row.preview && { preview: previewFromJson(row.preview) }),
    diagnostics: diagnosticsFromJson(row.diagnostics ?? []),
  });
}

function proposerOf({ proposed_by, on_behalf_of, run_id }: Pick<PatchRow, 'on_behalf_of' | 'proposed_by' | 'run_id'>) {
  return currentProposer({ proposedBy: proposed_by, onBehalfOf: on_behalf_of ?? undefined, runId: run_id });
}

export function previewFromJson(preview: JsonValue): PatchPreview {
  return fromJson(PatchPreviewSchema, preview);
}

export function diagnosticsFromJson(diagnostics: readonly JsonValue[]) {
  return diagnostics.map((diagnostic) => fromJson(DiagnosticSchema, diagnostic));
}

export function commitToWire(
  row: Omit<CommitRow, 'committed_at'> & { readonly committed_at: Date | string },
  model: Pick<CommitRecord, 'artifact_id' | 'branch'>,
): Commit {
  return create(CommitSchema, {
    id: row.id,
    ref: formatRef({ artifactId: model.artifact_id, branch: model.branch, version: row.version }),
    version: row.version,
    authorId: row.author_id,
    runId: row.run_id,
    patchId: row.patch_id,
    comment: row.comment,
    committedAt: timestampFromDate(new Date(row.committed_at)),
    summary: [...row.summary],
    correlationId: row.correlation_id,
  });
}
