import { type Snapshot, SnapshotSchema } from '@ameide/contracts/inference/v1/run';
import { type Transaction, withTenant } from '@ameide/postgres';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type pg from 'pg';
import type { Progress, RunRef, RunTask } from '../app/ports.ts';

interface ProgressRow {
  /** bigint arrives as text. */
  readonly frame_index: string;
  readonly snapshot: Buffer | null;
}

/** What runs have said, for whoever needs it when the frames are gone. */
export class RunProgress {
  readonly #pool: pg.Pool;
  readonly #owner: string;

  constructor(pool: pg.Pool, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Keeps what a run has said so far, as long as it belongs to this process. */
  async save({ tenantId, runId, attempt }: RunTask, index: number, snapshot: Snapshot): Promise<void> {
    await withTenant(this.#pool, tenantId, (tx) =>
      tx.query(
        `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot)
         select tenant_id, run_id, $4, $5 from gateway.run_leases where run_id = $1 and owner = $2 and attempt = $3
         on conflict (tenant_id, run_id) do update set frame_index = excluded.frame_index, snapshot = excluded.snapshot
         where run_progress.frame_index < excluded.frame_index`,
        [runId, this.#owner, attempt, index, toBinary(SnapshotSchema, snapshot)],
      ),
    );
  }

  /** What a run had said when that was last kept. */
  async find({ tenantId, runId }: RunRef): Promise<Progress | undefined> {
    return withTenant(this.#pool, tenantId, async (tx) => {
      const { rows } = await tx.query<ProgressRow>('select * from gateway.run_progress where run_id = $1', [runId]);
      return rows[0] && decode(rows[0]);
    });
  }

  /** Keeps what a run has said that ends. */
  async saveLast(tx: Transaction, ref: RunRef, { index, snapshot }: Progress, at: number): Promise<void> {
    await tx.query(
      `insert into gateway.run_progress (tenant_id, run_id, frame_index, snapshot, ended_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, run_id) do update set
         frame_index = excluded.frame_index, snapshot = excluded.snapshot, ended_at = excluded.ended_at`,
      [ref.tenantId, ref.runId, index, snapshot ? toBinary(SnapshotSchema, snapshot) : null, new Date(at)],
    );
  }

  /** Removes what runs have said that ended before, and unused cancellations; `before` is milliseconds since 1970. */
  async forget(before: number): Promise<void> {
    await this.#pool.query('select gateway.forget_runs($1)', [new Date(before)]);
  }
}

function decode({ frame_index, snapshot }: ProgressRow): Progress {
  return { index: Number(frame_index), snapshot: snapshot === null ? undefined : fromBinary(SnapshotSchema, snapshot) };
}
