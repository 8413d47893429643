import { fieldsOf } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import type { PatchRow, PatchRows } from '../app/ports.ts';

const PATCHES = '"graphpatch".patches';
const LISTED_COLUMNS = `id, artifact_id, branch, base_version, state, title, operations::text, diagnostics::text, proposed_by,
  on_behalf_of, run_id, proposed_at, decided_by, decided_at, approved_operation_ids, commit_id, reason`;

export function createPatchRows(pool: Pool): PatchRows {
  const read = async (tenantId: string, id: string) => {
    const sql = `select ${LISTED_COLUMNS}, preview::text from ${PATCHES} where id = $1`;
    const { rows } = await withTenant(pool, tenantId, (tx) => tx.query(sql, [id]));
    return rows[0] && fieldsOf<PatchRow>(rows[0]);
  };
  return {
    read,
    async stored(tenantId, id) {
      const row = await read(tenantId, id);
      if (row === undefined) throw new Error(`the patch ${id} was stored and is not there`);
      return row;
    },
    async baseOf(tenantId, id) {
      const sql = `select artifact_id as "artifactId", branch, base_version as version from ${PATCHES} where id = $1`;
      return (await withTenant(pool, tenantId, (tx) => tx.query<Required<Ref>>(sql, [id]))).rows[0];
    },
    async list(tenantId, { model, state, after, limit }) {
      const sql = `select ${LISTED_COLUMNS} from ${PATCHES}
         where artifact_id = $1 and branch = $2 and ($3::text is null or state = $3)
           and ($4::timestamptz is null or (proposed_at, id) < ($4, $5::uuid))
         order by proposed_at desc, id desc limit $6`;
      const place = [after?.proposedAt ?? null, after?.id ?? null];
      const values = [model.artifactId, model.branch, state ?? null, ...place, limit];
      return (await withTenant(pool, tenantId, (tx) => tx.query(sql, values))).rows.map(fieldsOf<PatchRow>);
    },
  };
}
