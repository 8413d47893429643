import { withTenant } from '@ameide/postgres';
import {
  type ChannelVersions,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
  copyCheckpoint,
  type PendingWrite,
  WRITES_IDX_MAP,
} from '@langchain/langgraph-checkpoint';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';
import type { Checkpoints } from '../app/ports.ts';
import { SCHEMA } from './schema.ts';

type Config = Parameters<PostgresSaver['put']>[0];

/** @param pool of the role `ameide_agent_runtime` */
export function createCheckpoints(pool: pg.Pool): Checkpoints {
  return { of: (tenantId) => new TenantSaver(pool, tenantId) };
}

/**
 * LangGraph's saver, on behalf of one tenant, which it knows nothing about. It writes what it would write, in one statement each;
 * nobody else writes the checkpoints of the run that it is made for.
 */
class TenantSaver extends PostgresSaver {
  readonly #pool: pg.Pool;
  readonly #tenantId: string;
  /** The last one of a thread, read once: a run looks at it twice before it writes. */
  #latest: { readonly of: string; readonly tuple: Promise<CheckpointTuple | undefined> } | undefined;

  constructor(pool: pg.Pool, tenantId: string) {
    super(readsOf(pool, tenantId), undefined, { schema: SCHEMA });
    this.#pool = pool;
    this.#tenantId = tenantId;
  }

  override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
    const { thread, ns, id } = keyOf(config);
    if (id !== undefined) return super.getTuple(config);
    const of = `${ns}/${thread}`;
    if (this.#latest?.of !== of) this.#latest = { of, tuple: super.getTuple(config) };
    const tuple = await this.#latest.tuple;
    // LangGraph applies pending writes to the checkpoint that it is given, so each reader has one of its own.
    return tuple && { ...tuple, checkpoint: copyCheckpoint(tuple.checkpoint) };
  }

  override async put(
    config: Config,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    versions: ChannelVersions,
  ): Promise<Config> {
    this.#latest = undefined;
    const { thread, ns, id } = keyOf(config);
    const [blobs, told] = await Promise.all([
      this._dumpBlobs(thread, ns, checkpoint.channel_values, versions),
      this._dumpMetadata(metadata),
    ]);
    await this.#pool.query({
      name: 'put_checkpoint',
      text: `select ${SCHEMA}.put_checkpoint($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      values: [
        this.#tenantId,
        thread,
        ns,
        checkpoint.id,
        id,
        this._dumpCheckpoint(checkpoint),
        told,
        blobs.map(([, , channel]) => channel),
        blobs.map(([, , , version]) => version),
        blobs.map(([, , , , type]) => type),
        blobs.map(([, , , , , bytes]) => (bytes === undefined ? null : Buffer.from(bytes))),
      ],
    });
    return { configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: checkpoint.id } };
  }

  override async putWrites(config: Config, writes: PendingWrite[], taskId: string): Promise<void> {
    this.#latest = undefined;
    const { thread, ns, id = '' } = keyOf(config);
    const dumped = await this._dumpWrites(thread, ns, id, taskId, writes);
    await this.#pool.query({
      name: 'put_checkpoint_writes',
      text: `select ${SCHEMA}.put_checkpoint_writes($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values: [
        this.#tenantId,
        thread,
        ns,
        id,
        taskId,
        writes.every(([channel]) => channel in WRITES_IDX_MAP),
        dumped.map(([, , , , index]) => index),
        dumped.map(([, , , , , channel]) => channel),
        dumped.map(([, , , , , , type]) => type),
        dumped.map(([, , , , , , , bytes]) => Buffer.from(bytes)),
      ],
    });
  }
}

function keyOf({ configurable }: Config): { thread: string; ns: string; id: string | undefined } {
  const { thread_id: thread, checkpoint_ns: ns = '', checkpoint_id: id } = configurable ?? {};
  return { thread, ns, id };
}

/** The part of a pool that the saver reads with: single queries. */
function readsOf(pool: pg.Pool, tenantId: string): pg.Pool {
  const query = (text: string, values?: unknown[]) => withTenant(pool, tenantId, (tx) => tx.query(text, values));
  return { query } as unknown as pg.Pool;
}
