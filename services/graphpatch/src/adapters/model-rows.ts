import { fieldsOf } from '@ameide/event-store';
import { withTenant } from '@ameide/postgres';
import type { Pool, QueryResultRow } from 'pg';
import type { CommitRecord, DocumentVersion, ModelHead, ModelRows } from '../app/model-ports.ts';

const MODELS = '"graphpatch".models';
const COMMITS = '"graphpatch".commits';
const SNAPSHOTS = '"graphpatch".document_snapshots';

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
    async commits(tenantId, { artifactId, branch, version }, limit) {
      const sql = `select *
         from ${COMMITS} where artifact_id = $1 and branch = $2 and version <= $3 order by version desc limit $4`;
      return (await rowsOf(tenantId, sql, [artifactId, branch, version, limit])).map(fieldsOf<CommitRecord>);
    },
    async snapshots(tenantId, { artifactId, branch, version }, limit) {
      const sql = `select * from ${COMMITS}
         where artifact_id = $1 and branch = $2 and version <= $3 and draft_operations > 0 order by version desc limit $4`;
      return (await rowsOf(tenantId, sql, [artifactId, branch, version, limit])).map(fieldsOf<CommitRecord>);
    },
  };
}
