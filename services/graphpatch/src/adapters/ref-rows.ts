import { fieldsOf } from '@ameide/event-store';
import { baselineKey } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import type { BaselineRow, HistoryEntry, RefRow, RefRows } from '../app/ref-ports.ts';

const BASELINES = '"graphpatch".baselines';
const COMMITS = '"graphpatch".commits';

/** Each kind with its rank within a version; the columns of `RefRow`. */
const SOURCES: Readonly<Record<RefRow['kind'], string>> = {
  branch: `select c.artifact_id, c.branch, c.version, 2 as rank, '' as key, 'branch' as kind, m.name, c.author_id,
      c.committed_at as created_at
    from "graphpatch".models m join ${COMMITS} c using (tenant_id, artifact_id, branch, version)`,
  baseline: `select artifact_id, branch, version, 1 as rank, key, 'baseline' as kind, name, created_by as author_id, created_at
    from ${BASELINES}`,
  version: `select artifact_id, branch, version, 0 as rank, '' as key, 'version' as kind, '' as name, author_id,
      committed_at as created_at
    from ${COMMITS}`,
};

/** $1 artifact or null, $2 to $6 the place or nulls, $7 limit. The first row comparison is one that the indexes know. */
const PAGE = `($1::uuid is null or artifact_id = $1) and ($2::uuid is null
    or (artifact_id, branch, version) <= ($2::uuid, $3, $4::int)
    and (artifact_id, branch, version, rank, key) < ($2::uuid, $3, $4::int, $5::int, $6))`;
const ORDER = 'order by artifact_id desc, branch desc, version desc, rank desc, key desc limit $7';

/** The columns of `HistoryEntry`. */
const HISTORY = {
  commits: `select 'commit/' || version as id, committed_at as happened_at, 'modified' as type, author_id as user_id,
      '' as thread_id, version, run_id, comment as text
    from ${COMMITS}`,
  baselines: `select 'baseline/' || id as id, created_at as happened_at, 'baseline_created' as type, created_by as user_id,
      '' as thread_id, version, '' as run_id, name as text
    from ${BASELINES}`,
};
/** Indexes know the time, and few things happen at the same one. $5 limit. */
const LAST_FIRST = 'order by happened_at desc, id collate "C" desc limit $5';

export function createRefRows(pool: Pool): RefRows {
  const query = async (tenantId: string, sql: string, values: readonly unknown[]) =>
    (await withTenant(pool, tenantId, (tx) => tx.query(sql, [...values]))).rows;
  return {
    async list(tenantId, { artifactId = null, kinds, after, limit }) {
      const parts = kinds.map((kind) => `(select * from (${SOURCES[kind]}) r where ${PAGE} ${ORDER})`);
      const place = [after?.artifactId, after?.branch, after?.version, after?.rank, after?.key];
      const values = [artifactId, ...place.map((value) => value ?? null), limit];
      const rows = await query(tenantId, `select * from (${parts.join(' union all ')}) r ${ORDER}`, values);
      return rows.map(fieldsOf<RefRow>);
    },
    async history(tenantId, { artifactId, branch }, after, limit) {
      const page = (source: string) => `(select * from (${source} where artifact_id = $1 and branch = $2) h
          where happened_at <= $3 and (happened_at, id collate "C") < ($3, $4) ${LAST_FIRST})`;
      const sql = `select * from (${page(HISTORY.commits)} union all ${page(HISTORY.baselines)}) h ${LAST_FIRST}`;
      const place = [after ? new Date(after.happenedAt).toISOString() : 'infinity', after?.id ?? ''];
      return (await query(tenantId, sql, [artifactId, branch, ...place, limit])).map(fieldsOf<HistoryEntry>);
    },
    async baselineVersion(tenantId, { artifactId, branch }, name) {
      const sql = `select version from ${BASELINES} where artifact_id = $1 and branch = $2 and key = $3`;
      return (await query(tenantId, sql, [artifactId, branch, baselineKey(name)]))[0]?.version;
    },
    async baselines(tenantId, { model, contains, after, limit }) {
      const sql = `select * from ${BASELINES} where artifact_id = $1 and branch = $2
          and ($3 = '' or strpos(lower(name), lower($3)) > 0 or strpos(lower(note), lower($3)) > 0)
          and ($4::int is null or (version, key) < ($4::int, $5))
        order by version desc, key desc limit $6`;
      const place = [after?.version ?? null, after?.key ?? null];
      return (await query(tenantId, sql, [model.artifactId, model.branch, contains, ...place, limit])).map(
        fieldsOf<BaselineRow>,
      );
    },
  };
}
