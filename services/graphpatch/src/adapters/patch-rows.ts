import { type Transaction, withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import type { Derived, PatchRow, PatchRows } from '../app/ports.ts';
import type { PatchApplied, PatchProposed, PatchRejected } from '../domain/patch/events.ts';

const PATCHES = '"graphpatch".patches';
const LISTED_COLUMNS = `id, artifact_id, branch, base_version, state, title, operations, diagnostics, proposed_by, run_id,
  proposed_at, decided_by, decided_at, approved_operation_ids, commit_id, reason`;

export function createPatchRows(pool: Pool): PatchRows {
  return {
    async read(tenantId, id) {
      const sql = `select ${LISTED_COLUMNS}, preview from ${PATCHES} where id = $1`;
      return (await withTenant(pool, tenantId, (tx) => tx.query<PatchRow>(sql, [id]))).rows[0];
    },
    async list(tenantId, { model, state, after, limit }) {
      const sql = `select ${LISTED_COLUMNS} from ${PATCHES}
         where artifact_id = $1 and branch = $2 and ($3::text is null or state = $3)
           and ($4::timestamptz is null or (proposed_at, id) < ($4, $5::uuid))
         order by proposed_at desc, id desc limit $6`;
      const place = [after?.proposedAt ?? null, after?.id ?? null];
      const values = [model.artifactId, model.branch, state ?? null, ...place, limit];
      return (await withTenant(pool, tenantId, (tx) => tx.query<Omit<PatchRow, 'preview'>>(sql, values))).rows;
    },
    insert: insertPatch,
    markApplied,
    markRejected,
  };
}

async function insertPatch(tx: Transaction, tenantId: string, event: PatchProposed, derived: Derived): Promise<void> {
  await tx.query(
    `insert into ${PATCHES} (tenant_id, id, artifact_id, branch, base_version, state, title, operations, diagnostics,
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

async function markApplied(tx: Transaction, event: PatchApplied): Promise<void> {
  await tx.query(
    `update ${PATCHES} set state = 'applied', decided_by = $2, decided_at = $3, approved_operation_ids = $4, commit_id = $5
     where id = $1`,
    [event.patchId, event.approvedBy, event.appliedAt, JSON.stringify(event.approvedOperationIds), event.commitId],
  );
}

async function markRejected(tx: Transaction, event: PatchRejected): Promise<void> {
  await tx.query(
    `update ${PATCHES} set state = 'rejected', decided_by = $2, decided_at = $3, reason = $4 where id = $1`,
    [event.patchId, event.rejectedBy, event.rejectedAt, event.reason],
  );
}
