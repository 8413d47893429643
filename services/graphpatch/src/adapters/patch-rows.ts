import type { Transaction } from '@ameide/postgres';
import type { JsonValue } from '@bufbuild/protobuf';
import type { PatchApplied, PatchProposed, PatchRejected } from '../domain/patch/events.ts';

export interface PatchRow {
  readonly id: string;
  readonly artifact_id: string;
  readonly branch: string;
  readonly base_version: number;
  readonly state: 'proposed' | 'applied' | 'rejected';
  readonly title: string;
  readonly operations: readonly JsonValue[];
  readonly diagnostics: readonly JsonValue[];
  readonly preview: JsonValue;
  readonly proposed_by: string;
  readonly run_id: string;
  readonly proposed_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly approved_operation_ids: readonly string[] | null;
  readonly commit_id: string | null;
  readonly reason: string | null;
}

const patches = '"graphpatch".patches';
const slimColumns = `id, artifact_id, branch, base_version, state, title, operations, diagnostics, proposed_by, run_id,
  proposed_at, decided_by, decided_at, approved_operation_ids, commit_id, reason`;

export async function insertPatch(
  tx: Transaction,
  tenantId: string,
  event: PatchProposed,
  derived: { readonly operations: JsonValue; readonly diagnostics: JsonValue; readonly preview: JsonValue },
): Promise<void> {
  await tx.query(
    `insert into ${patches} (tenant_id, id, artifact_id, branch, base_version, state, title, operations, diagnostics,
       preview, proposed_by, run_id, proposed_at)
     values ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8, $9, $10, $11, $12)`,
    [
      tenantId,
      event.patchId,
      event.artifactId,
      event.branch,
      event.baseVersion,
      event.title,
      JSON.stringify(derived.operations),
      JSON.stringify(derived.diagnostics),
      JSON.stringify(derived.preview),
      event.proposedBy,
      event.runId,
      event.proposedAt,
    ],
  );
}

export async function markApplied(tx: Transaction, event: PatchApplied): Promise<void> {
  await tx.query(
    `update ${patches} set state = 'applied', decided_by = $2, decided_at = $3, approved_operation_ids = $4, commit_id = $5
     where id = $1`,
    [event.patchId, event.approvedBy, event.appliedAt, JSON.stringify(event.approvedOperationIds), event.commitId],
  );
}

export async function markRejected(tx: Transaction, event: PatchRejected): Promise<void> {
  await tx.query(
    `update ${patches} set state = 'rejected', decided_by = $2, decided_at = $3, reason = $4 where id = $1`,
    [event.patchId, event.rejectedBy, event.rejectedAt, event.reason],
  );
}

export async function readPatch(tx: Transaction, id: string): Promise<PatchRow | undefined> {
  const { rows } = await tx.query<PatchRow>(`select ${slimColumns}, preview from ${patches} where id = $1`, [id]);
  return rows[0];
}

export interface PatchPage {
  readonly artifactId: string;
  readonly branch: string;
  /** Any when absent. */
  readonly state?: PatchRow['state'];
  /** Continues after this patch. */
  readonly after?: { readonly proposedAt: string; readonly id: string };
  readonly limit: number;
}

/** The last proposed first, without previews. */
export async function readPatches(tx: Transaction, page: PatchPage): Promise<Omit<PatchRow, 'preview'>[]> {
  const { rows } = await tx.query<Omit<PatchRow, 'preview'>>(
    `select ${slimColumns} from ${patches}
     where artifact_id = $1 and branch = $2 and ($3::text is null or state = $3)
       and ($4::timestamptz is null or (proposed_at, id) < ($4, $5::uuid))
     order by proposed_at desc, id desc limit $6`,
    [
      page.artifactId,
      page.branch,
      page.state ?? null,
      page.after?.proposedAt ?? null,
      page.after?.id ?? null,
      page.limit,
    ],
  );
  return rows;
}
