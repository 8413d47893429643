import { graphFromJson, graphToJson, type Json, layoutFromJson, layoutToJson } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import type { ModelRows } from '../app/ports.ts';
import { declaration } from '../declaration.ts';
import { deltaFromJson, deltaToJson, mutationsFromJson, mutationsToJson } from '../wire/delta.ts';

const { schema } = declaration;

/** The read model in PostgreSQL. */
export const modelRows: ModelRows = {
  async readVersion(db, { artifactId, branch }) {
    const { rows } = await db.query<{ version: number }>({
      name: 'projection.read_version',
      text: `select version from ${schema}.models where artifact_id = $1 and branch = $2`,
      values: [artifactId, branch],
    });
    return rows[0]?.version ?? 0;
  },

  async readModel(tx, { artifactId, branch }) {
    const { rows } = await tx.query<{ version: number; notation: string; graph: Json; layout: Json }>(
      `select version, notation, graph, layout from ${schema}.models where artifact_id = $1 and branch = $2`,
      [artifactId, branch],
    );
    return rows[0] ? { ...rows[0], graph: graphFromJson(rows[0].graph), layout: layoutFromJson(rows[0].layout) } : null;
  },

  async writeModel(tx, tenantId, { artifactId, branch }, { version, notation, graph, layout }) {
    const [graphJson, layoutJson] = [JSON.stringify(graphToJson(graph)), JSON.stringify(layoutToJson(layout))];
    await tx.query(
      `insert into ${schema}.models (tenant_id, artifact_id, branch, version, notation, graph, layout)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, artifact_id, branch) do update
         set version = excluded.version, notation = excluded.notation, graph = excluded.graph, layout = excluded.layout`,
      [tenantId, artifactId, branch, version, notation, graphJson, layoutJson],
    );
  },

  async writeDelta(tx, tenantId, { artifactId, branch }, delta, kept) {
    await tx.query(
      `insert into ${schema}.deltas (tenant_id, artifact_id, branch, version, delta) values ($1, $2, $3, $4, $5)`,
      [tenantId, artifactId, branch, delta.version, JSON.stringify(deltaToJson(delta))],
    );
    const old = `delete from ${schema}.deltas where artifact_id = $1 and branch = $2 and version <= $3`;
    await tx.query(old, [artifactId, branch, delta.version - kept]);
  },

  async readDeltas(tx, { artifactId, branch }, after, limit) {
    const { rows } = await tx.query<{ delta: JsonValue }>(
      `select delta from ${schema}.deltas
       where artifact_id = $1 and branch = $2 and version > $3 order by version limit $4`,
      [artifactId, branch, after, limit],
    );
    return rows.map(({ delta }) => deltaFromJson(delta));
  },

  async writePendingLayout(tx, tenantId, { artifactId, branch }, version, layout) {
    await tx.query(
      `insert into ${schema}.pending_layouts (tenant_id, artifact_id, branch, version, layout) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [tenantId, artifactId, branch, version, JSON.stringify(mutationsToJson(layout))],
    );
  },

  async takePendingLayout(tx, { artifactId, branch }, version) {
    const { rows } = await tx.query<{ layout: JsonValue }>(
      `delete from ${schema}.pending_layouts where artifact_id = $1 and branch = $2 and version = $3 returning layout`,
      [artifactId, branch, version],
    );
    return rows[0] ? mutationsFromJson(rows[0].layout) : [];
  },
};
