import { graphFromJson, graphToJson, type Json, layoutFromJson, layoutToJson } from '@ameide/graph-model';
import type { Reader, Transaction } from '@ameide/postgres';
import type { JsonValue } from '@bufbuild/protobuf';
import { declaration } from '../declaration.ts';
import type { ProjectedModel } from '../domain/model.ts';

/** Which branch of which model. */
export interface ModelKey {
  readonly artifactId: string;
  readonly branch: string;
}

/** The schema that this service owns. */
export const { schema } = declaration;

export async function readVersion(db: Reader, { artifactId, branch }: ModelKey): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'projection.read_version',
    text: `select version from ${schema}.models where artifact_id = $1 and branch = $2`,
    values: [artifactId, branch],
  });
  return rows[0]?.version ?? 0;
}

export async function readModel(tx: Transaction, key: ModelKey): Promise<ProjectedModel | null> {
  const { rows } = await tx.query<{ version: number; notation: string; graph: Json; layout: Json }>(
    `select version, notation, graph, layout from ${schema}.models where artifact_id = $1 and branch = $2`,
    [key.artifactId, key.branch],
  );
  const row = rows[0];
  if (!row) return null;
  const { version, notation } = row;
  return { version, notation, graph: graphFromJson(row.graph), layout: layoutFromJson(row.layout) };
}

export async function writeModel(
  tx: Transaction,
  tenantId: string,
  key: ModelKey,
  model: ProjectedModel,
): Promise<void> {
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

/** Adds the delta of a commit, and removes those that are `kept` commits old. */
export async function writeDelta(
  tx: Transaction,
  tenantId: string,
  key: ModelKey,
  version: number,
  delta: JsonValue,
  kept: number,
): Promise<void> {
  await tx.query(
    `insert into ${schema}.deltas (tenant_id, artifact_id, branch, version, delta) values ($1, $2, $3, $4, $5)`,
    [tenantId, key.artifactId, key.branch, version, JSON.stringify(delta)],
  );
  await tx.query(`delete from ${schema}.deltas where artifact_id = $1 and branch = $2 and version <= $3`, [
    key.artifactId,
    key.branch,
    version - kept,
  ]);
}

/** The deltas after a version, in order. */
export async function readDeltas(
  tx: Transaction,
  { artifactId, branch }: ModelKey,
  after: number,
  limit: number,
): Promise<{ readonly version: number; readonly delta: JsonValue }[]> {
  const { rows } = await tx.query<{ version: number; delta: JsonValue }>(
    `select version, delta from ${schema}.deltas
     where artifact_id = $1 and branch = $2 and version > $3 order by version limit $4`,
    [artifactId, branch, after, limit],
  );
  return rows;
}

export async function writePendingLayout(
  tx: Transaction,
  tenantId: string,
  { artifactId, branch }: ModelKey,
  version: number,
  layout: JsonValue,
): Promise<void> {
  await tx.query(
    `insert into ${schema}.pending_layouts (tenant_id, artifact_id, branch, version, layout) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [tenantId, artifactId, branch, version, JSON.stringify(layout)],
  );
}

/** Takes the layout that waits for a commit, if it has one. */
export async function takePendingLayout(
  tx: Transaction,
  { artifactId, branch }: ModelKey,
  version: number,
): Promise<JsonValue | null> {
  const { rows } = await tx.query<{ layout: JsonValue }>(
    `delete from ${schema}.pending_layouts where artifact_id = $1 and branch = $2 and version = $3 returning layout`,
    [artifactId, branch, version],
  );
  return rows[0]?.layout ?? null;
}
