import { fieldsOf } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import { readAsTenant, withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import type { PatchRow, PatchRows } from '../app/patch-ports.ts';

const PATCHES = '"graphpatch".patches';
const LISTED_COLUMNS = `id, artifact_id, branch, base_version, state, title, operations::text, diagnostics::text, proposed_by,
  on_behalf_of, run_id, proposed_at, decided_by, decided_at, approved_operation_ids, commit_id, reason`;

/** Newest of each kind that are looked at when something has happened. */
const WATCHED = 50;

const COMMITS = '"graphpatch".commits';
/** Of the patch `p`: the last version that takes back what its commit has done, unless that was taken back. */
const REVERTED_BY = `
  select max(by.version) from ${COMMITS} done
  join ${COMMITS} by on by.artifact_id = done.artifact_id and by.branch = done.branch and by.reverted_version = done.version
  where done.artifact_id = p.artifact_id and done.branch = p.branch and done.id = p.commit_id and not exists (
    select from ${COMMITS} undone where undone.artifact_id = by.artifact_id and undone.branch = by.branch
      and undone.reverted_version = by.version)`;

export function createPatchRows(pool: Pool): PatchRows {
  const read = async (tenantId: string, id: string) => {
    const sql = `select ${LISTED_COLUMNS}, preview::text, (${REVERTED_BY}) as reverted_by_version from ${PATCHES} p where id = $1`;
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
    async list(tenantId, { model, artifactId, state, proposedBy, waitsFor, decidedFor, byAgents, after, limit }) {
      const values: unknown[] = [limit];
      const given = (value: unknown) => `$${values.push(value)}`;
      // Only what is asked for is in the statement: each of the forms has an index.
      const conditions = [
        ...(model ? [`artifact_id = ${given(model.artifactId)} and branch = ${given(model.branch)}`] : []),
        ...(artifactId ? [`artifact_id = ${given(artifactId)}`] : []),
        ...(state ? [`state = ${given(state)}`] : []),
        ...(proposedBy ? [`proposed_by = ${given(proposedBy)}`] : []),
        ...(waitsFor ? [`state = 'proposed' and ${waitingFor(given(waitsFor))}`] : []),
        ...(decidedFor ? [decidedForPerson(given(decidedFor))] : []),
        ...(byAgents ? ["run_id <> ''"] : []),
        ...(after ? [`(proposed_at, id) < (${given(after.proposedAt)}::timestamptz, ${given(after.id)}::uuid)`] : []),
      ];
      const sql = `select ${LISTED_COLUMNS} from ${PATCHES} where ${conditions.join(' and ') || 'true'}
         order by proposed_at desc, id desc limit $1`;
      return (await withTenant(pool, tenantId, (tx) => tx.query(sql, values))).rows.map(fieldsOf<PatchRow>);
    },
    async concerning(tenantId, person) {
      const newest = (condition: string) =>
        `(select id, state from ${PATCHES} where ${condition} order by proposed_at desc, id desc limit ${WATCHED})`;
      const { rows } = await readAsTenant(pool, tenantId).query<{ text: string }>({
        name: 'graphpatch.concerning',
        text: `select coalesce(string_agg(id || state, ',' order by id), '') as text from (
          ${newest(`state = 'proposed' and ${waitingFor('$1')}`)} union all ${newest(decidedForPerson('$1'))}) found`,
        values: [person],
      });
      return rows[0]!.text;
    },
  };
}

/** See the index `patches_decided_for`. */
function decidedForPerson(person: string): string {
  return `decided_by is not null and decided_by <> ${person}
    and case when run_id = '' then proposed_by else on_behalf_of end = ${person}`;
}

/** What an agent has proposed for a person waits for that person; what a person has proposed, for everybody else. */
function waitingFor(person: string): string {
  return `case when run_id = '' then proposed_by <> ${person} else on_behalf_of = ${person} end`;
}
