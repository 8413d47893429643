import { SnapshotSchema } from '@ameide/contracts/inference/v1/run';
import { withTenant } from '@ameide/postgres';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type pg from 'pg';
import type { Progress, RunProgress } from '../app/ports/runs.ts';
import type { Said } from '../domain/run/said.ts';
import { saidToWire } from '../wire/said.ts';

interface ProgressRow {
  /** bigint arrives as text. */
  readonly frame_index: string;
  readonly snapshot: Buffer | null;
}

export function createRunProgress(pool: pg.Pool, owner: string): RunProgress {
  return {
    async save({ tenantId, runId, attempt }, index, snapshot) {
      await withTenant(pool, tenantId, (tx) =>
        tx.query(
          `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot)
           select tenant_id, run_id, $4, $5 from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3
           on conflict (tenant_id, run_id) do update set frame_index = excluded.frame_index, snapshot = excluded.snapshot
           where run_progress.frame_index < excluded.frame_index`,
          [runId, owner, attempt, index, encode(snapshot)],
        ),
      );
    },
    async find({ tenantId, runId }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<ProgressRow>('select * from gateway.run_progress where run_id = $1', [runId]);
        return rows[0] && decode(rows[0]);
      });
    },
    async saveLast(tx, { tenantId, runId }, { index, snapshot }, at) {
      await tx.query(
        `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot, ended_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, run_id) do update set
           frame_index = excluded.frame_index, snapshot = excluded.snapshot, ended_at = excluded.ended_at`,
        [tenantId, runId, index, snapshot ? encode(snapshot) : null, at === undefined ? null : new Date(at)],
      );
    },
    async forget(before) {
      await pool.query('select gateway.forget_runs($1)', [new Date(before)]);
    },
  };
}

function encode(said: Said): Uint8Array {
  return toBinary(SnapshotSchema, saidToWire(said));
}

function decode({ frame_index, snapshot }: ProgressRow): Progress {
  return { index: Number(frame_index), snapshot: snapshot === null ? undefined : fromBinary(SnapshotSchema, snapshot) };
}
