import { isUnavailable, retryConflicts } from '@ameide/postgres';
import type pg from 'pg';
import type { AppendAnswer, EncodedAppend } from './append.ts';

/** Requests in one statement at most. */
const GROUP = 64;

/** Statements in flight at most: a second one only when a whole group waits, since fewer and fuller ones cost less. */
const PARALLEL = 4;

/** A request with more characters of events and rows than this goes alone, so that nobody waits for it. */
const LARGE = 64 * 1024;

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
    let answers: readonly (AppendAnswer | null)[];
    try {
      answers = await appendAll(
        pool,
        schema,
        group.map(({ request }) => request),
      );
    } catch (error) {
      if (isUnavailable(error)) for (const { reject } of group) reject(error);
      else for (const waiting of group) void sendAlone(waiting);
      return;
    }
    for (const [index, waiting] of group.entries()) {
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
      if (request.rows.ordered || request.events.length + request.rows.json.length > LARGE) {
        void sendAlone(waiting);
        return;
      }
      queue.push(waiting);
      schedule();
    });
}

/** One append as one statement, which is its own transaction on a pool. */
export async function append(
  connection: pg.Pool | pg.ClientBase,
  schema: string,
  { tenant, streams, expected, events, scope, key, fingerprint, result, rows }: EncodedAppend,
): Promise<AppendAnswer> {
  const answered = await connection.query<{ answer: AppendAnswer }>({
    name: `${schema}.append`,
    text: `select ${schema}.append($1, $2, $3, $4, $5, $6, $7, $8, $9) as answer`,
    values: [tenant, streams, expected, events, scope, key, fingerprint, result, rows.json],
  });
  return answered.rows[0]!.answer;
}

async function appendAll(pool: pg.Pool, schema: string, requests: readonly EncodedAppend[]) {
  const { rows } = await pool.query<{ answer: AppendAnswer | null }>({
    name: `${schema}.append_all`,
    text: `select ${schema}.append_all($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as answer`,
    values: [
      requests.map((request) => request.tenant),
      requests.map((request) => request.streams.length),
      requests.flatMap((request) => request.streams),
      requests.flatMap((request) => request.expected),
      `[${requests.map((request) => request.events).join()}]`,
      requests.map((request) => request.scope),
      requests.map((request) => request.key),
      requests.map((request) => request.fingerprint),
      `[${requests.map((request) => request.result).join()}]`,
      `[${requests.map((request) => request.rows.json).join()}]`,
    ],
  });
  return rows.map((row) => row.answer);
}
