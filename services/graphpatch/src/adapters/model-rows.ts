import type { Transaction } from '@ameide/postgres';
import type { ModelCommitted } from '../domain/model/events.ts';

export interface ModelRow {
  readonly version: number;
  readonly notation: string;
  readonly name: string;
  readonly document: string;
}

export interface CommitRow {
  readonly id: string;
  readonly version: number;
  readonly author_id: string;
  readonly run_id: string;
  readonly patch_id: string;
  readonly comment: string;
  readonly summary: readonly string[];
  readonly correlation_id: string;
  readonly committed_at: Date;
}

const model = '"graphpatch".models';
const commits = '"graphpatch".commits';
const snapshots = '"graphpatch".document_snapshots';
/** So many commits at most are read again to make an older version. */
const commitsPerSnapshot = 50;

/** The head of a branch without its document: cheap to read on every request. */
export async function readHead(
  tx: Transaction,
  artifactId: string,
  branch: string,
): Promise<Omit<ModelRow, 'document'> | undefined> {
  const sql = `select version, notation, name from ${model} where artifact_id = $1 and branch = $2`;
  const { rows } = await tx.query<Omit<ModelRow, 'document'>>(sql, [artifactId, branch]);
  return rows[0];
}

export async function readHeadDocument(
  tx: Transaction,
  artifactId: string,
  branch: string,
): Promise<Pick<ModelRow, 'version' | 'document'> | undefined> {
  const sql = `select version, document from ${model} where artifact_id = $1 and branch = $2`;
  const { rows } = await tx.query<Pick<ModelRow, 'version' | 'document'>>(sql, [artifactId, branch]);
  return rows[0];
}

/** The newest document that was kept of a version up to this one; undefined when only the log has it. */
export async function readDocumentSnapshot(
  tx: Transaction,
  artifactId: string,
  branch: string,
  version: number,
): Promise<Pick<ModelRow, 'version' | 'document'> | undefined> {
  const { rows } = await tx.query<Pick<ModelRow, 'version' | 'document'>>(
    `select version, document from ${snapshots} where artifact_id = $1 and branch = $2 and version <= $3
     order by version desc limit 1`,
    [artifactId, branch, version],
  );
  return rows[0];
}

/** Records a commit in the read tables; in the transaction that appends its events. */
export async function writeCommit(
  tx: Transaction,
  tenantId: string,
  event: ModelCommitted,
  document: string,
  correlationId: string,
): Promise<void> {
  await tx.query(
    `insert into ${model} (tenant_id, artifact_id, branch, version, notation, name, document)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, artifact_id, branch) do update
       set version = excluded.version, notation = excluded.notation, name = excluded.name, document = excluded.document`,
    [tenantId, event.artifactId, event.branch, event.version, event.notation, event.name, document],
  );
  await tx.query(
    `insert into ${commits} (tenant_id, artifact_id, branch, version, id, author_id, run_id, patch_id, comment, summary,
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
  if (event.version % commitsPerSnapshot === 0) {
    await tx.query(
      `insert into ${snapshots} (tenant_id, artifact_id, branch, version, document) values ($1, $2, $3, $4, $5)`,
      [tenantId, event.artifactId, event.branch, event.version, document],
    );
  }
}

/** Commits up to `version`, the newest first. */
export async function readCommits(
  tx: Transaction,
  artifactId: string,
  branch: string,
  version: number,
  limit: number,
): Promise<CommitRow[]> {
  const { rows } = await tx.query<CommitRow>(
    `select id, version, author_id, run_id, patch_id, comment, summary, correlation_id, committed_at
     from ${commits} where artifact_id = $1 and branch = $2 and version <= $3
     order by version desc limit $4`,
    [artifactId, branch, version, limit],
  );
  return rows;
}
