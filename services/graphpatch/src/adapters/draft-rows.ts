import { fieldsOf } from '@ameide/event-store';
import { type Transaction, withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import {
  type DraftBatch,
  DraftMoved,
  type DraftRow,
  type DraftRows,
  type DraftUpdate,
  type UndoneBatch,
} from '../app/drafts/ports.ts';
import { DRAFT_CHANNEL, draftTopic } from './draft-bell.ts';

const DRAFTS = '"graphpatch".drafts';
const BATCHES = '"graphpatch".draft_batches';
const UNDONE = '"graphpatch".undone_batches';

/** People whose drafts of a branch are told. */
const MAX_DRAFTS = 200;

export function createDraftRows(pool: Pool): DraftRows {
  return {
    async read(tenantId, { artifactId, branch }, personId) {
      const sql = `select * from ${DRAFTS} where artifact_id = $1 and branch = $2 and person_id = $3`;
      const { rows } = await withTenant(pool, tenantId, (tx) => tx.query(sql, [artifactId, branch, personId]));
      return rows[0] && fieldsOf<DraftRow>(rows[0]);
    },
    async ofModel(tenantId, { artifactId, branch }) {
      const sql = `select * from ${DRAFTS} where artifact_id = $1 and branch = $2 order by changed_at desc limit $3`;
      const { rows } = await withTenant(pool, tenantId, (tx) => tx.query(sql, [artifactId, branch, MAX_DRAFTS]));
      return rows.map(fieldsOf<DraftRow>);
    },
    async batches(tenantId, { id, settledRevision, batchCount }) {
      const sql = `select b.id, b.revision, b.operation_count, b.operations::text, b.changes::text, b.layout::text, b.edits::text, b.saved_at
         from ${DRAFTS} d join ${BATCHES} b on b.draft_id = d.id
         where d.id = $1 and d.settled_revision = $2 and b.position < $3 order by b.position`;
      const values = [id, settledRevision, batchCount];
      const { rows } = await withTenant(pool, tenantId, (tx) => tx.query(sql, values));
      if (rows.length !== batchCount) throw new DraftMoved();
      return rows.map(fieldsOf<DraftBatch>);
    },
    async edits(tenantId, { id, settledRevision, batches }) {
      if (batches === 0) return [];
      const sql = `select b.edits::text from ${DRAFTS} d join ${BATCHES} b on b.draft_id = d.id
         where d.id = $1 and d.settled_revision = $2 and b.position < $3 order by b.position`;
      const values = [id, settledRevision, batches];
      const { rows } = await withTenant(pool, tenantId, (tx) => tx.query<{ edits: string }>(sql, values));
      if (rows.length !== batches) throw new DraftMoved();
      return rows.map(({ edits }) => edits);
    },
    async undone(tenantId, draftId) {
      const sql = `select id, operations::text from ${UNDONE} where draft_id = $1 order by position`;
      const { rows } = await withTenant(pool, tenantId, (tx) => tx.query<UndoneBatch>(sql, [draftId]));
      return rows;
    },
    async store(tx, tenantId, { draft, from, kept, batches, undone }) {
      const { id, artifactId, branch, personId, version, revision, settledRevision } = draft;
      const { operationCount, batchCount, changedAt } = draft;
      const facts = [version, revision, settledRevision, operationCount, batchCount, new Date(changedAt)];
      const { rowCount } =
        from === 0
          ? await tx.query(
              `insert into ${DRAFTS} (tenant_id, artifact_id, branch, person_id, id, version, revision, settled_revision,
                 operation_count, batch_count, changed_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
              [tenantId, artifactId, branch, personId, id, ...facts],
            )
          : await tx.query(
              `update ${DRAFTS} set version = $3, revision = $4, settled_revision = $5, operation_count = $6, batch_count = $7,
                 changed_at = $8 where id = $1 and revision = $2`,
              [id, from, ...facts],
            );
      if (rowCount !== 1) return false;
      if (from > 0) await tx.query(`delete from ${BATCHES} where draft_id = $1 and position >= $2`, [id, kept]);
      if (undone && !(await storeUndone(tx, tenantId, id, undone))) return false;
      if (batches.length > 0) {
        await tx.query(
          `insert into ${BATCHES} (tenant_id, draft_id, position, id, revision, operation_count, operations, changes, layout, edits, saved_at)
           select $1, $2, $3 + n - 1, b.id, b.revision, b.operation_count, b.operations::jsonb, b.changes::jsonb, b.layout::jsonb,
             b.edits::jsonb, b.saved_at
           from unnest($4::uuid[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
             with ordinality b(id, revision, operation_count, operations, changes, layout, edits, saved_at, n)`,
          [tenantId, id, kept, ...columns(batches)],
        );
      }
      await tx.query('select pg_notify($1, $2)', [DRAFT_CHANNEL, draftTopic(tenantId, { artifactId, branch })]);
      return true;
    },
  };
}

/** @returns whether what is drawn again was there */
async function storeUndone(
  tx: Transaction,
  tenantId: string,
  draftId: string,
  change: NonNullable<DraftUpdate['undone']>,
): Promise<boolean> {
  if (change === 'forgotten') {
    await tx.query(`delete from ${UNDONE} where draft_id = $1`, [draftId]);
    return true;
  }
  if ('drawnAgain' in change) {
    const sql = `delete from ${UNDONE} where draft_id = $1 and id = $2`;
    return (await tx.query(sql, [draftId, change.drawnAgain])).rowCount === 1;
  }
  const { id, operations } = change.add;
  const place = `select coalesce(max(position), 0) + 1 from ${UNDONE} where draft_id = $2`;
  const sql = `insert into ${UNDONE} (tenant_id, draft_id, position, id, operations) values ($1, $2, (${place}), $3, $4)`;
  await tx.query(sql, [tenantId, draftId, id, operations]);
  return true;
}

function columns(batches: readonly DraftBatch[]) {
  return [
    batches.map(({ id }) => id),
    batches.map(({ revision }) => revision),
    batches.map(({ operationCount }) => operationCount),
    batches.map(({ operations }) => operations),
    batches.map(({ changes }) => changes),
    batches.map(({ layout }) => layout),
    batches.map(({ edits }) => edits),
    batches.map(({ savedAt }) => new Date(savedAt)),
  ];
}
