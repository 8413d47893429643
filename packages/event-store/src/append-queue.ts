import { setImmediate as nextTurn } from 'node:timers/promises';
import { isUnavailable, retryConflicts } from '@ameide/postgres';
import type pg from 'pg';
import type { AppendAnswer, EncodedAppend } from './append.ts';
import { batchesJson, type RowBatch } from './commands/row-changes.ts';

/** Requests in one statement at most. */
const GROUP = 64;

/** Statements in flight at most: a second one only when a whole group waits, since fewer and fuller ones cost less. */
const PARALLEL = 4;

/** A request with more characters of events and rows than this goes alone, so that nobody waits for it. */
const LARGE = 64 * 1024;

/** More characters than this are encoded in turns of the event loop of their own, so that others have their turn between. */
const VERY_LARGE = 1024 * 1024;

interface Waiting {
  readonly request: EncodedAppend;
  readonly resolve: (answer: AppendAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends, each independent of the others, but those that wait at the same time share a round trip and a commit: under
 * load this takes half the work. A lone append goes at once. One that fails, or has to wait for a lock, spoils and holds
 * up nobody else's.
 */
export function createAppendQueue(pool: pg.Pool, schema: string): (request: EncodedAppend) => Promise<AppendAnswer> {
  const queue: Waiting[] = [];
  let inFlight = 0;

  let scheduled = false;

  /** At the end of this turn, so that calls made together go together, also those of callers just answered. */
  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      send();
    });
  }

  function send(): void {
    while (queue.length > 0 && (inFlight === 0 || (inFlight < PARALLEL && queue.length >= GROUP))) {
      inFlight += 1;
      void sendTogether(queue.splice(0, GROUP)).finally(() => {
        inFlight -= 1;
        schedule();
      });
    }
  }

  async function sendTogether(group: readonly Waiting[]): Promise<void> {
    const batches = sideBySide(group);
    let answers: readonly (AppendAnswer | null)[];
    try {
      answers = await appendAll(
        pool,
        schema,
        batches.map((batch) => batch.map(({ request }) => request)),
      );
    } catch (error) {
      if (isUnavailable(error)) for (const { reject } of group) reject(error);
      else for (const waiting of group) void sendAlone(waiting);
      return;
    }
    for (const [index, waiting] of batches.flat().entries()) {
      const answer = answers[index];
      if (answer) waiting.resolve(answer);
      else void sendAlone(waiting);
    }
  }

  /** May wait for a lock, so it does not count as in flight. */
  async function sendAlone({ request, resolve, reject }: Waiting): Promise<void> {
    await retryConflicts(() => append(pool, schema, request)).then(resolve, reject);
  }

  return (request) =>
    new Promise((resolve, reject) => {
      const waiting = { request, resolve, reject };
      if (request.rows.ordered || size(request) > LARGE) {
        void sendAlone(waiting);
        return;
      }
      queue.push(waiting);
      schedule();
    });
}

function size({ events, rows }: EncodedAppend): number {
  let characters = 0;
  for (const { members } of events) characters += members.length;
  for (const batch of rows.batches) for (const row of batch.rows) characters += row.length;
  return characters;
}

/** Requests of one tenant that share neither streams nor keys; those that do follow in later batches, in their order. */
function sideBySide(group: readonly Waiting[]): Waiting[][] {
  const batches = new Map<string, Waiting[]>();
  const taken = new Map<string, number>();
  for (const waiting of group) {
    const { tenant, streams, scope, key } = waiting.request;
    const names = key === null ? streams : [...streams, JSON.stringify([tenant, scope, key])];
    const place = Math.max(0, ...names.map((name) => taken.get(name) ?? 0));
    for (const name of names) taken.set(name, place + 1);
    const batch = `${tenant} ${place}`;
    const others = batches.get(batch);
    if (others) others.push(waiting);
    else batches.set(batch, [waiting]);
  }
  return [...batches.values()];
}

/** One append as one statement, which is its own transaction on a pool. */
export async function append(
  connection: pg.Pool | pg.ClientBase,
  schema: string,
  request: EncodedAppend,
): Promise<AppendAnswer> {
  const { tenant, streams, expected, added, scope, key, fingerprint, result, rows } = request;
  const encode = size(request) > VERY_LARGE ? inItsTurn : (json: () => string) => json();
  const events = await encode(() => eventsJson([request]));
  const batches = await encode(() => batchesJson(rows.batches));
  const answered = await connection.query<{ answer: AppendAnswer }>({
    name: `${schema}.append`,
    text: `select ${schema}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as answer`,
    values: [tenant, streams, expected, added, events, scope, key, fingerprint, `[${result}]`, batches],
  });
  return answered.rows[0]!.answer;
}

/** JSON as PostgreSQL takes it in binary: pg copies that, and would encode text together with everything else. */
async function inItsTurn(json: () => string): Promise<Buffer> {
  await nextTurn();
  return Buffer.from(`\u0001${json()}`);
}

async function appendAll(pool: pg.Pool, schema: string, batches: readonly (readonly EncodedAppend[])[]) {
  const requests = batches.flat();
  const { rows } = await pool.query<{ answer: AppendAnswer | null }>({
    name: `${schema}.append_all`,
    text: `select ${schema}.append_all($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as answer`,
    values: [
      batches.map((batch) => batch[0]!.tenant),
      batches.map((batch) => batch.length),
      requests.map((request) => request.streams.length),
      requests.flatMap((request) => request.streams),
      requests.flatMap((request) => request.expected),
      requests.flatMap((request) => request.added),
      `[${batches.map(eventsJson).join()}]`,
      requests.map((request) => request.scope),
      requests.map((request) => request.key),
      requests.map((request) => request.fingerprint),
      `[${batches.map((batch) => `[${batch.map((request) => request.result).join()}]`).join()}]`,
      batchesJson(rowsOfAll(requests)),
    ],
  });
  return rows.map((row) => row.answer);
}

/** The events of a batch, with the numbers that their streams have in it, from 1. */
function eventsJson(batch: readonly EncodedAppend[]): string {
  const events: string[] = [];
  let first = 1;
  for (const request of batch) {
    for (const { stream, members } of request.events) events.push(`{"stream":${first + stream},${members}}`);
    first += request.streams.length;
  }
  return `[${events.join()}]`;
}

interface SharedBatch extends RowBatch {
  readonly tenant: string;
  /** Of each row the number of its request, from 1. */
  readonly requests: number[];
  readonly rows: string[];
  /** The first in which any request has it. */
  place: number;
}

/** The rows of all requests, each tenant's by table and kind of change, in the order in which requests have them. */
function rowsOfAll(requests: readonly EncodedAppend[]): RowBatch[] {
  const shared = new Map<string, SharedBatch>();
  for (const [index, { tenant, rows }] of requests.entries()) {
    for (const [place, { table, change, rows: own }] of rows.batches.entries()) {
      const name = `${tenant} ${table} ${change}`;
      const batch = shared.get(name) ?? { tenant, table, change, requests: [], rows: [], place };
      shared.set(name, batch);
      batch.place = Math.min(batch.place, place);
      for (const row of own) {
        batch.requests.push(index + 1);
        batch.rows.push(row);
      }
    }
  }
  return [...shared.values()].toSorted((a, b) => a.place - b.place);
}
