import type { Transaction } from '@ameide/postgres';
import type { ModelRows, StoredDelta, StoredModel } from '../app/ports.ts';
import { declaration } from '../declaration.ts';
import type { ModelKey } from '../domain/commit.ts';

const { schema } = declaration;

/** Of the deltas in one answer, as they are stored, which is about a tenth of their text. */
const DELTA_BYTES = 2 * 1024 * 1024;

/** The read model in PostgreSQL. JSON comes and goes as text. */
export const modelRows: ModelRows = {
  async readVersion(db, { artifactId, branch }) {
    const { rows } = await db.query<{ version: number | null; rebuild: number | null }>({
      name: 'projection.read_version',
      text: `select
               (select version from ${schema}.models where artifact_id = $1 and branch = $2) as version,
               (select version from ${schema}.rebuilds where artifact_id = $1 and branch = $2) as rebuild`,
      values: [artifactId, branch],
    });
    const version = rows[0]?.version ?? 0;
    return { version, isRebuilding: (rows[0]?.rebuild ?? 0) > version };
  },

  async readModel(tx, { artifactId, branch }) {
    const { rows } = await tx.query<StoredModel>(
      `select version, notation, graph::text, layout::text from ${schema}.models where artifact_id = $1 and branch = $2`,
      [artifactId, branch],
    );
    return rows[0] ?? null;
  },

  async readStoredBytes(tx, { artifactId, branch }) {
    const { rows } = await tx.query<{ bytes: number }>(
      `select pg_column_size(graph) + pg_column_size(layout) as bytes from ${schema}.models
       where artifact_id = $1 and branch = $2`,
      [artifactId, branch],
    );
    return rows[0]?.bytes ?? 0;
  },

  async writeModel(tx, tenantId, { artifactId, branch }, { version, notation, graph, layout }) {
    const { rowCount } = await tx.query(
      `insert into ${schema}.models as m (tenant_id, artifact_id, branch, version, notation, graph, layout)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, artifact_id, branch) do update
         set version = excluded.version, notation = excluded.notation, graph = excluded.graph, layout = excluded.layout
         where m.version < excluded.version`,
      [tenantId, artifactId, branch, version, notation, graph, layout],
    );
    return rowCount === 1;
  },

  async writeDelta(tx, tenantId, { artifactId, branch }, { version, json }, kept) {
    await tx.query(
      `insert into ${schema}.deltas (tenant_id, artifact_id, branch, version, delta) values ($1, $2, $3, $4, $5)`,
      [tenantId, artifactId, branch, version, json],
    );
    const old = `delete from ${schema}.deltas where artifact_id = $1 and branch = $2 and version <= $3`;
    await tx.query(old, [artifactId, branch, version - kept]);
  },

  readDeltas: (tx, key, after, upTo) => readDeltas(tx, key, after, upTo, 'asc'),
  readDeltasBack: (tx, key, after, upTo) => readDeltas(tx, key, after, upTo, 'desc'),

  async writePendingLayout(tx, tenantId, { artifactId, branch }, json) {
    await tx.query(
      `insert into ${schema}.pending_layouts (tenant_id, artifact_id, branch, version, layout)
       select $1, $2, $3, (given.layout ->> 'semanticVersion')::int, given.layout from (select $4::jsonb as layout) given
       on conflict do nothing`,
      [tenantId, artifactId, branch, json],
    );
  },

  async takePendingLayout(tx, { artifactId, branch }, version) {
    const { rows } = await tx.query<{ layout: string }>(
      `delete from ${schema}.pending_layouts where artifact_id = $1 and branch = $2 and version = $3
       returning layout::text`,
      [artifactId, branch, version],
    );
    return rows[0]?.layout ?? null;
  },

  async requestRebuild(tx, tenantId, { artifactId, branch }, version) {
    await tx.query(
      `insert into ${schema}.rebuilds as r (tenant_id, artifact_id, branch, version) values ($1, $2, $3, $4)
       on conflict (tenant_id, artifact_id, branch) do update set version = greatest(r.version, excluded.version)`,
      [tenantId, artifactId, branch, version],
    );
  },

  async replaceModel(tx, tenantId, key, model) {
    if (!(await this.writeModel(tx, tenantId, key, model))) return false;
    for (const table of ['deltas', 'pending_layouts', 'rebuilds']) {
      const text = `delete from ${schema}.${table} where artifact_id = $1 and branch = $2 and version <= $3`;
      await tx.query(text, [key.artifactId, key.branch, model.version]);
    }
    return true;
  },
};

async function readDeltas(
  tx: Transaction,
  { artifactId, branch }: ModelKey,
  after: number,
  upTo: number,
  order: 'asc' | 'desc',
): Promise<StoredDelta[]> {
  const { rows } = await tx.query<StoredDelta>(
    `select version, delta::text as json from (
       select version, delta, sum(pg_column_size(delta)) over up_to as bytes, count(*) over up_to as place
       from ${schema}.deltas where artifact_id = $1 and branch = $2 and version > $3 and version <= $4
       window up_to as (order by version ${order})
     ) next where bytes <= $5 or place = 1 order by version ${order}`,
    [artifactId, branch, after, upTo, DELTA_BYTES],
  );
  return rows;
}
