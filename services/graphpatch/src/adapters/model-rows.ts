import { type Transaction, withTenant } from '@ameide/postgres';
import type { Pool, QueryResultRow } from 'pg';
import type { CommitRow, DocumentVersion, ModelHead, ModelRows } from '../app/ports.ts';
import type { ModelCommitted } from '../domain/model/events.ts';

const MODELS = '"graphpatch".models';
const COMMITS = '"graphpatch".commits';
const SNAPSHOTS = '"graphpatch".document_snapshots';
/** So many commits at most are read again to make an older version. */
const COMMITS_PER_SNAPSHOT = 50;

export function createModelRows(pool: Pool): ModelRows {
  const rowsOf = async <Row extends QueryResultRow>(tenantId: string, sql: string, values: readonly unknown[]) =>
    (await withTenant(pool, tenantId, (tx) => tx.query<Row>(sql, [...values]))).rows;
  return {
    async head(tenantId, { artifactId, branch }) {
      const sql = `select version, notation, name from ${MODELS} where artifact_id = $1 and branch = $2`;
      return (await rowsOf<ModelHead>(tenantId, sql, [artifactId, branch]))[0];
    },
    async headDocument(tenantId, { artifactId, branch }) {
      const sql = `select version, document from ${MODELS} where artifact_id = $1 and branch = $2`;
      return (await rowsOf<DocumentVersion>(tenantId, sql, [artifactId, branch]))[0];
    },
    async snapshot(tenantId, { artifactId, branch, version }) {
      const sql = `select version, document from ${SNAPSHOTS}
         where artifact_id = $1 and branch = $2 and version <= $3 order by version desc limit 1`;
      return (await rowsOf<DocumentVersion>(tenantId, sql, [artifactId, branch, version]))[0];
    },
    commits(tenantId, { artifactId, branch, version }, limit) {
      const sql = `select id, version, author_id, run_id, patch_id, comment, summary, correlation_id, committed_at
         from ${COMMITS} where artifact_id = $1 and branch = $2 and version <= $3 order by version desc limit $4`;
      return rowsOf<CommitRow>(tenantId, sql, [artifactId, branch, version, limit]);
    },
    write: writeCommit,
  };
}

async function writeCommit(
  tx: Transaction,
  tenantId: string,
  event: ModelCommitted,
  document: string,
  correlationId: string,
): Promise<void> {
  await tx.query(
    `insert into ${MODELS} (tenant_id, artifact_id, branch, version, notation, name, document)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, artifact_id, branch) do update
       set version = excluded.version, notation = excluded.notation, name = excluded.name, document = excluded.document`,
    [tenantId, event.artifactId, event.branch, event.version, event.notation, event.name, document],
  );
  await tx.query(
    `insert into ${COMMITS} (tenant_id, artifact_id, branch, version, id, author_id, run_id, patch_id, comment, summary,
       correlation_id, committed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tenantId,
      event.artifactId,
      event.branch,
      event.version,
      event.commitId,
      event.authorId,
      event.runId,
      event.patchId,
      event.comment,
      JSON.stringify(event.summary),
      correlationId,
      event.committedAt,
    ],
  );
  if (event.version % COMMITS_PER_SNAPSHOT === 0) {
    await tx.query(
      `insert into ${SNAPSHOTS} (tenant_id, artifact_id, branch, version, document) values ($1, $2, $3, $4, $5)`,
      [tenantId, event.artifactId, event.branch, event.version, document],
    );
  }
}
