import { identifier, retryConflicts, type Transaction } from '@ameide/postgres';
import pg from 'pg';
import {
  type AppendAnswer,
  type AppendRequest,
  type AppendResult,
  decodeAnswer,
  encodeAppend,
  type IdempotencyKey,
  type IdempotencyKeyReused,
  type Replayed,
} from './append.ts';
import { append, createAppendQueue } from './append-queue.ts';
import { type Bell, createBell } from './bell.ts';
import { type Cursor, formatCursor, parseCursor, START } from './cursor.ts';
import type { EventBody, RecordedEvent } from './events.ts';
import { type EventRow, recordedEvent, type UnreadEventRow, unreadRecordedEvent } from './rows.ts';
import { createUpcast, type Upcaster } from './upcasters.ts';

export interface EventStoreOptions {
  /** Of the role that the schema belongs to. A store that is followed keeps one of its connections for LISTEN. */
  readonly pool: pg.Pool;
  /** Where `eventStoreMigrations` was applied. */
  readonly schema: string;
  readonly upcasters?: readonly Upcaster[];
}

/** Runs in the caller's transaction, made with `withTenant`, instead of one of its own. */
export interface InTransaction {
  readonly tx?: Transaction;
}

export interface ReadStreamOptions extends InTransaction {
  /** First version; 1 unless told. */
  readonly from?: number;
  /** Events at most; 1000 unless told. */
  readonly limit?: number;
}

export interface ReadPayloadsOptions extends ReadStreamOptions {
  /** Only this member of each. */
  readonly member?: string;
}

/** What an event says, as text. Not upcast: whoever reads the text does that. */
export interface Payload {
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  /** JSON; null for a member that is not there. */
  readonly json: string;
}

export interface ReadStreamsOptions extends InTransaction {
  readonly after: { readonly stream: string; readonly version: number } | undefined;
  /** Events at most. */
  readonly limit: number;
}

export interface ReadAllOptions {
  /** The start unless told. */
  readonly after?: Cursor;
  /** Events at most; 500 unless told. */
  readonly limit?: number;
  /** Of one tenant only. */
  readonly tenant?: string;
  /** Of these types only. */
  readonly types?: readonly string[];
}

/** A part of the log, in commit order. */
export interface LogPage<E extends EventBody = EventBody> {
  readonly events: readonly RecordedEvent<E>[];
  /** Where to read on. */
  readonly next: Cursor;
  /** Whether this was all that can be read yet. */
  readonly end: boolean;
  /** Every transaction that had begun by now is before this place. */
  readonly ceiling: Cursor;
}

/** What lies after a place of the log. */
export interface Backlog {
  /** When its oldest event was recorded. */
  readonly oldest: Date;
  /** What keeps that event from readers; absent when it can be read. */
  readonly heldBy?: LogHolder;
}

/** The oldest running transaction of the server: what began after it cannot be read yet. Of any database, nothing of its SQL. */
export type LogHolder =
  /** `seconds`: how long the transaction is open, null where the server does not tell. */
  | {
      readonly kind: 'session';
      readonly pid: number;
      readonly applicationName: string;
      readonly seconds: number | null;
    }
  | { readonly kind: 'prepared'; readonly gid: string; readonly seconds: number | null }
  | { readonly kind: 'unknown'; readonly seconds: null };

export interface Snapshot<S = unknown> {
  /** Of the stream: the state after that many events. */
  readonly version: number;
  /** Of `state`; another one than the reader's is as good as no snapshot. */
  readonly schemaVersion: number;
  /** JSON. */
  readonly state: S;
}

/** The log of one schema. Every call names its tenant; streams of other tenants can be neither read nor written. */
export interface EventStore {
  readonly schema: string;
  readonly pool: pg.Pool;
  /** Wakes followers of this store. */
  readonly bell: Bell;

  /**
   * Appends to one or more streams atomically, in one round trip. Refusals are answers, not errors. With `tx` the
   * events commit with the caller's rows; append first and write rows when the outcome is `appended`.
   * @throws Error when a stream's name does not belong to the tenant (SQLSTATE 42501).
   */
  append(tenant: string, request: AppendRequest, options?: InTransaction): Promise<AppendResult>;

  /** The recorded answer to a call, if it was made before; `append` checks the same again, and atomically. */
  findAnswer(
    tenant: string,
    key: IdempotencyKey,
    options?: InTransaction,
  ): Promise<Replayed | IdempotencyKeyReused | undefined>;

  /** Events of one stream in the order of their versions; none when there is no such stream. */
  readStream<E extends EventBody = EventBody>(
    tenant: string,
    stream: string,
    options?: ReadStreamOptions,
  ): Promise<RecordedEvent<E>[]>;

  /** The same, with what each says as text: reading that costs as much as it is large, and may be left to a thread. */
  readPayloads(tenant: string, stream: string, options?: ReadPayloadsOptions): Promise<Payload[]>;

  /** All events of a tenant, stream by stream, each in the order of its versions; after one of them, or from the start. */
  readStreams<E extends EventBody = EventBody>(
    tenant: string,
    options: ReadStreamsOptions,
  ): Promise<RecordedEvent<E>[]>;

  /** Events of all tenants in commit order, whose data is parsed when asked for: see `dataJson`. Never skips an event, also not one that is being written right now. */
  readAll<E extends EventBody = EventBody>(options?: ReadAllOptions): Promise<LogPage<E>>;

  /** What is committed after a place, also what readers are kept from; undefined when nothing is. */
  backlog(options: Omit<ReadAllOptions, 'limit'>): Promise<Backlog | undefined>;

  /** The stream's snapshot, if there is one of that schema version. */
  loadSnapshot<S>(
    tenant: string,
    stream: string,
    schemaVersion: number,
    options?: InTransaction,
  ): Promise<Snapshot<S> | undefined>;

  /** Keeps a snapshot; an older one than is there changes nothing. */
  saveSnapshot(tenant: string, stream: string, snapshot: Snapshot, options?: InTransaction): Promise<void>;
}

/** Opens a log. Connects on first use. */
export function createEventStore({ pool, schema, upcasters = [] }: EventStoreOptions): EventStore {
  identifier(schema);
  const upcast = createUpcast(upcasters);
  const appendQueued = createAppendQueue(pool, schema);

  /** Calls one of the schema's functions: one statement, which is its own transaction unless the caller has one. */
  async function call<R extends pg.QueryResultRow>(
    fn: string,
    args: readonly unknown[],
    { tx, types }: { readonly tx?: Transaction | undefined; readonly types?: pg.CustomTypesConfig } = {},
  ): Promise<R[]> {
    const parameters = args.map((_, index) => `$${index + 1}`).join(', ');
    const query = {
      name: `${schema}.${fn}`,
      text: `select * from ${schema}.${fn}(${parameters})`,
      values: [...args],
      ...(types && { types }),
    };
    if (tx) return (await tx.query<R>(query)).rows;
    return retryConflicts(async () => (await pool.query<R>(query)).rows);
  }

  return {
    schema,
    pool,
    bell: createBell(pool, `${schema}.events`),

    async append(tenant, request, { tx } = {}) {
      const encoded = encodeAppend(tenant, request);
      return decodeAnswer(await (tx ? append(tx, schema, encoded) : appendQueued(encoded)));
    },

    async findAnswer(tenant, { scope, key, fingerprint }, { tx } = {}) {
      const [row] = await call<{ find_answer: AppendAnswer | null }>('find_answer', [tenant, scope, key, fingerprint], {
        tx,
      });
      if (!row?.find_answer) return undefined;
      return decodeAnswer(row.find_answer) as Replayed | IdempotencyKeyReused;
    },

    async readStream<E extends EventBody>(tenant: string, stream: string, options: ReadStreamOptions = {}) {
      const { from = 1, limit = 1000, tx } = options;
      const rows = await call<EventRow>('read_stream', [tenant, stream, from, limit], { tx });
      return rows.map((row) => recordedEvent<E>(row, upcast));
    },

    async readPayloads(tenant, stream, { from = 1, limit = 1000, member, tx } = {}) {
      const { rows } = await (tx ?? pool).query<PayloadRow>({
        name: `${schema}.read_payloads`,
        text: `select stream_version, type, schema_version,
                 coalesce(case when $5::text is null then data else data -> $5 end, 'null')::text as json
               from ${schema}.read_stream($1, $2, $3, $4)`,
        values: [tenant, stream, from, limit, member ?? null],
      });
      return rows.map(({ stream_version: version, schema_version: schemaVersion, ...row }) => ({
        ...row,
        version: Number(version),
        schemaVersion,
      }));
    },

    async readStreams<E extends EventBody>(tenant: string, { after, limit, tx }: ReadStreamsOptions) {
      const from = [after?.stream ?? '', after?.version ?? 0];
      const rows = await call<EventRow>('read_streams', [tenant, ...from, limit], { tx });
      return rows.map((row) => recordedEvent<E>(row, upcast));
    },

    async readAll<E extends EventBody>(options: ReadAllOptions = {}) {
      const { limit = 500, tenant = null, types = null } = options;
      const after = parseCursor(options.after ?? START);
      const rows = await call<UnreadEventRow & { horizon: string; ceiling: string }>(
        'read_all',
        [String(after.transactionId), String(after.position), limit, tenant, types],
        { types: jsonAsText },
      );
      const events = rows.filter((row) => row.id !== null).map((row) => unreadRecordedEvent<E>(row, upcast));
      const { horizon, ceiling } = rows[0]!;
      const end = events.length < limit;
      return {
        events,
        next: end ? formatCursor(horizon, 0) : events.at(-1)!.cursor,
        end,
        ceiling: formatCursor(ceiling, 0),
      };
    },

    async backlog({ after = START, tenant = null, types = null }) {
      const { transactionId, position } = parseCursor(after);
      const [row] = await call<BacklogRow>('read_backlog', [String(transactionId), String(position), tenant, types]);
      if (!row) return undefined;
      return { oldest: row.recorded_at, ...(row.held && { heldBy: holderOf(row) }) };
    },

    async loadSnapshot<S>(tenant: string, stream: string, schemaVersion: number, { tx }: InTransaction = {}) {
      const [row] = await call<{ version: string; state: S }>('load_snapshot', [tenant, stream, schemaVersion], { tx });
      return row && { version: Number(row.version), schemaVersion, state: row.state };
    },

    async saveSnapshot(tenant, stream, { version, schemaVersion, state }, { tx } = {}) {
      await call('save_snapshot', [tenant, stream, version, schemaVersion, JSON.stringify(state)], { tx });
    },
  };
}

interface PayloadRow extends Pick<EventRow, 'schema_version' | 'stream_version' | 'type'> {
  readonly json: string;
}

/** Leaves JSON as it comes. */
const jsonAsText: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.JSONB ? String : pg.types.getTypeParser(id, format)),
};

interface BacklogRow {
  readonly recorded_at: Date;
  readonly held: boolean;
  readonly pid: number | null;
  readonly name: string | null;
  readonly seconds: number | null;
}

function holderOf({ pid, name, seconds }: BacklogRow): LogHolder {
  if (pid !== null) return { kind: 'session', pid, applicationName: name ?? '', seconds };
  return name === null ? { kind: 'unknown', seconds: null } : { kind: 'prepared', gid: name, seconds };
}
