import {
  graphFromJson,
  graphToJson,
  type Json,
  type LayoutMutation,
  layoutFromJson,
  layoutToJson,
} from '@ameide/graph-model';
import type { Reader, Transaction } from '@ameide/postgres';
import type { JsonValue } from '@bufbuild/protobuf';
import type { ModelRows } from '../app/ports.ts';
import { declaration } from '../declaration.ts';
import type { Delta, ModelKey } from '../domain/commit.ts';
import type { ProjectedModel } from '../domain/model.ts';
import {
  deltaFromJson,
  deltaToJson,
  layoutFromJson as layoutMutationsFromJson,
  layoutToJson as layoutMutationsToJson,
} from '../wire/delta.ts';

const { schema } = declaration;

/** The read model in PostgreSQL. */
export const modelRows: ModelRows = {
  readVersion,
  readModel,
  writeModel,
  readDeltas,
  writeDelta,
  writePendingLayout,
  takePendingLayout,
};

async function readVersion(db: Reader, { artifactId, branch }: ModelKey): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'projection.read_version',
    text: `select version from ${schema}.models where artifact_id = $1 and branch = $2`,
    values: [artifactId, branch],
  });
  return rows[0]?.version ?? 0;
}

async function readModel(tx: Transaction, key: ModelKey): Promise<ProjectedModel | null> {
  const { rows } = await tx.query<{ version: number; notation: string; graph: Json; layout: Json }>(
    `select version, notation, graph, layout from ${schema}.models where artifact_id = $1 and branch = $2`,
    [key.artifactId, key.branch],
  );
  const row = rows[0];
  if (!row) return null;
  const { version, notation } = row;
  return { version, notation, graph: graphFromJson(row.graph), layout: layoutFromJson(row.layout) };
}

async function writeModel(tx: Transaction, tenantId: string, key: ModelKey, model: ProjectedModel): Promise<void> {
  await tx.query(
    `insert into ${schema}.models (tenant_id, artifact_id, branch, version, notation, graph, layout)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, artifact_id, branch) do update
       set version = excluded.version, notation = excluded.notation, graph = excluded.graph, layout = excluded.layout`,
    [
      tenantId,
      key.artifactId,
      key.branch,
      model.version,
      model.notation,
      JSON.stringify(graphToJson(model.graph)),
      JSON.stringify(layoutToJson(model.layout)),
    ],
  );
}

async function writeDelta(tx: Transaction, tenantId: string, key: ModelKey, delta: Delta, kept: number): Promise<void> {
  await tx.query(
    `insert into ${schema}.deltas (tenant_id, artifact_id, branch, version, delta) values ($1, $2, $3, $4, $5)`,
    [tenantId, key.artifactId, key.branch, delta.version, JSON.stringify(deltaToJson(delta))],
  );
  await tx.query(`delete from ${schema}.deltas where artifact_id = $1 and branch = $2 and version <= $3`, [
    key.artifactId,
    key.branch,
    delta.version - kept,
  ]);
}

async function readDeltas(
  tx: Transaction,
  { artifactId, branch }: ModelKey,
  after: number,
  limit: number,
): Promise<Delta[]> {
  const { rows } = await tx.query<{ delta: JsonValue }>(
    `select delta from ${schema}.deltas
     where artifact_id = $1 and branch = $2 and version > $3 order by version limit $4`,
    [artifactId, branch, after, limit],
  );
  return rows.map(({ delta }) => deltaFromJson(delta));
}

async function writePendingLayout(
  tx: Transaction,
  tenantId: string,
  { artifactId, branch }: ModelKey,
  version: number,
  layout: readonly LayoutMutation[],
): Promise<void> {
  await tx.query(
    `insert into ${schema}.pending_layouts (tenant_id, artifact_id, branch, version, layout) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [tenantId, artifactId, branch, version, JSON.stringify(layoutMutationsToJson(layout))],
  );
}

async function takePendingLayout(
  tx: Transaction,
  { artifactId, branch }: ModelKey,
  version: number,
): Promise<readonly LayoutMutation[]> {
  const { rows } = await tx.query<{ layout: JsonValue }>(
    `delete from ${schema}.pending_layouts where artifact_id = $1 and branch = $2 and version = $3 returning layout`,
    [artifactId, branch, version],
  );
  return rows[0] ? layoutMutationsFromJson(rows[0].layout) : [];
}
