import { setImmediate as nextTurn } from 'node:timers/promises';
import { readAsTenant } from '@ameide/postgres';
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

/** A call of one of the schema's functions. */
interface Call {
  readonly name: 'put_checkpoint' | 'put_checkpoint_writes';
  readonly values: readonly unknown[];
}

/**
 * LangGraph's saver, on behalf of one tenant, which it knows nothing about. It writes what it would write; nobody else writes the
 * checkpoints of the run that it is made for. What comes in one turn of the event loop, such as what a node has written and the
 * checkpoint after it, goes in one statement, which is kept or lost as a whole. How a run begins goes with what it comes to first:
 * until then there is nothing that a repeat would not do again.
 */
class TenantSaver extends PostgresSaver {
  readonly #pool: pg.Pool;
  readonly #tenantId: string;
  /** The last one of a thread, read once: a run looks at it twice before it writes. */
  #latest: { readonly of: string; readonly tuple: Promise<CheckpointTuple | undefined> } | undefined;

  /** What is written next. */
  #waiting: Call[] = [];
  #writing: Promise<unknown> | undefined;
  /** The checkpoint of a run's input, from which on nothing has happened yet. */
  #input: string | undefined;

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
    this.#waiting.push({
      name: 'put_checkpoint',
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
    if (metadata.source === 'input') this.#input = checkpoint.id;
    const begins = id === undefined ? metadata.source === 'input' : id === this.#input && metadata.source === 'loop';
    if (!begins) await this.#write();
    return { configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: checkpoint.id } };
  }

  override async putWrites(config: Config, writes: PendingWrite[], taskId: string): Promise<void> {
    this.#latest = undefined;
    const { thread, ns, id = '' } = keyOf(config);
    const dumped = await this._dumpWrites(thread, ns, id, taskId, writes);
    this.#waiting.push({
      name: 'put_checkpoint_writes',
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
    if (id !== this.#input) await this.#write();
  }

  /** Writes all that waits at the end of this turn. Resolves when that is kept. */
  #write(): Promise<unknown> {
    this.#writing ??= nextTurn().then(() => {
      this.#writing = undefined;
      return this.#pool.query(statementOf(this.#waiting.splice(0)));
    });
    return this.#writing;
  }
}

/** Several calls as one statement. It has a name, since few ways in which calls come together are common. */
function statementOf(calls: readonly Call[]): pg.QueryConfig {
  let count = 0;
  const called = calls.map(({ name, values }) => `${SCHEMA}.${name}(${values.map(() => `$${++count}`).join(', ')})`);
  const name = calls.map((call) => (call.name === 'put_checkpoint' ? 'c' : 'w')).join('');
  return {
    name: `${SCHEMA} put ${name}`,
    text: `select ${called.join(', ')}`,
    values: calls.flatMap((call) => call.values),
  };
}

function keyOf({ configurable }: Config): { thread: string; ns: string; id: string | undefined } {
  const { thread_id: thread, checkpoint_ns: ns = '', checkpoint_id: id } = configurable ?? {};
  return { thread, ns, id };
}

/** The part of a pool that the saver reads with: single queries. */
function readsOf(pool: pg.Pool, tenantId: string): pg.Pool {
  const reader = readAsTenant(pool, tenantId);
  const query = (text: string, values?: unknown[]) => reader.query({ text, ...(values && { values }) });
  return { query } as unknown as pg.Pool;
}
