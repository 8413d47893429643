import { setTimeout as delay } from 'node:timers/promises';
import { type Transaction, withTenant } from '@ameide/postgres';
import type { AppendRequest, WrongExpectedVersion } from '../append.ts';
import type { EventStore } from '../event-store.ts';
import { loadFromStream } from './aggregate.ts';
import type { Command, CommandContext, CommandSource, Decided, Executed, RunCommand } from './command.ts';

/*
 * The one loop in which commands run.
 *
 *   reading ──> deciding ──┬─ refused ──> was the key used before? ── yes ──> replayed
 *      ^                   │                                      └─ no ───> refused
 *      │                   └─ decided ──> appending ──┬─ appended ──> writing ──> answered
 *      │                                              ├─ replayed
 *      └── attempts and time are left ── conflict ────┤
 *                                  │                  └─ key of another request ──> refused
 *                                  └─ none ──> refused: version_conflict
 *
 * Appending checks the version of every aggregate that changes, changes the rows, and records the answer under the key, all
 * in one transaction. The first attempt holds nothing before: one round trip to read and one to append, which shares its
 * commit with others. After a conflict the next attempts run in one transaction: an append holds its streams until that
 * ends, also when it is refused, so the second attempt there is the last one, unless it decides on other streams. A slow command
 * never holds anything while it decides; it waits a random time and tries again.
 */

const ATTEMPTS = 10;

/** No attempt begins later than this after the first, and none waits longer for locks. */
const COMMAND_MS = 10_000;

const LONGEST_PAUSE_MS = 250;

type Attempt<Answer, Refused> = Executed<Answer, Refused> | { readonly conflict: WrongExpectedVersion };

/** Runs commands on a log. */
export function createCommandRunner(store: EventStore): RunCommand {
  return async (command, context) => {
    try {
      return await run(store, command, context);
    } catch (error) {
      if (error instanceof Refusing) return { refused: error.refused as never };
      throw error;
    }
  };
}

async function run<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  context: CommandContext,
): Promise<Executed<Answer, Refused>> {
  const begun = performance.now();
  let conflict: WrongExpectedVersion | undefined;
  if (!command.lock) {
    const first = await attempt(store, command, context);
    if (!('conflict' in first)) return first;
    conflict = first.conflict;
  }
  const limit = AbortSignal.timeout(Math.max(0, Math.ceil(COMMAND_MS - (performance.now() - begun))));
  const bounded = { ...context, signal: AbortSignal.any([context.signal, limit]) };
  const next = command.slow && !command.lock ? tryAgain : insist;
  try {
    const ended = await next(store, command, bounded, conflict ? 2 : 1);
    if (!('conflict' in ended)) return ended;
    conflict = ended.conflict;
  } catch (error) {
    if (!limit.aborted || context.signal.aborted || error instanceof Refusing) throw error;
  }
  return { refused: { reason: 'version_conflict', conflict: { serverVersion: conflict?.actual ?? 0 } } };
}

/** Attempts in one transaction, which keeps what it has locked. */
function insist<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  context: CommandContext,
  from: number,
): Promise<Attempt<Answer, Refused>> {
  const { signal, tenantId } = context;
  return withTenant(
    store.pool,
    tenantId,
    async (tx) => {
      await command.lock?.(tx);
      for (let n = from; ; n++) {
        const ended = await attempt(store, command, context, tx);
        if (!('conflict' in ended) || n >= ATTEMPTS) return ended;
      }
    },
    { signal },
  );
}

/** Attempts that hold nothing, with random pauses. */
async function tryAgain<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  context: CommandContext,
  from: number,
): Promise<Attempt<Answer, Refused>> {
  const { signal } = context;
  for (let n = from; ; n++) {
    await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** n), undefined, { signal });
    const ended = await attempt(store, command, context);
    if (!('conflict' in ended) || n >= ATTEMPTS) return ended;
  }
}

async function attempt<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  context: CommandContext,
  tx?: Transaction,
): Promise<Attempt<Answer, Refused>> {
  const { signal } = context;
  signal.throwIfAborted();
  const known = await command.read(createSource(store, context, tx));
  if (command.slow) {
    // After reading: what is as it was before the first call cannot have been answered before.
    const earlier = await findAnswer(store, command, context, tx);
    if (earlier) return earlier;
  }
  const outcome = await command.decide(known, signal);
  // The key may have been used before, for this request or another one: that comes first.
  if ('refused' in outcome) return (await findAnswer(store, command, context, tx)) ?? outcome;
  signal.throwIfAborted();
  return commit(store, command, outcome, context, tx);
}

async function commit<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  decided: Decided<Answer, Refused>,
  context: CommandContext,
  tx?: Transaction,
): Promise<Attempt<Answer, Refused>> {
  const { write, answer } = decided;
  if (write && !tx) {
    const { tenantId, signal } = context;
    return withTenant(store.pool, tenantId, (own) => commit(store, command, decided, context, own), { signal });
  }
  const request = encode(command, decided, context);
  const nothing = request.streams.length === 0 && !request.rows?.length && !request.idempotency;
  if (!nothing) {
    const result = await store.append(context.tenantId, request, tx && { tx });
    if (result.outcome === 'replayed') return replayed(command, result.result);
    if (result.outcome === 'refused') {
      return result.reason === 'wrong_expected_version' ? { conflict: result } : { refused: { reason: result.reason } };
    }
  }
  const written = tx && (await write?.(tx));
  if (!written) return { answer };
  if ('refused' in written) throw new Refusing(written.refused);
  return written;
}

function encode<Known, Answer, Refused>(
  { idempotency }: Command<Known, Answer, Refused>,
  { changes, rows, answer }: Decided<Answer, Refused>,
  { tenantId, metadata }: CommandContext,
): AppendRequest {
  const encoded = changes.map((change) => change.encode(tenantId, metadata));
  return {
    streams: encoded.map(({ append }) => append),
    rows: [...encoded.flatMap((change) => change.rows), ...(rows ?? [])],
    ...(idempotency && {
      idempotency: { ...idempotency, result: idempotency.record ? idempotency.record(answer) : answer },
    }),
  };
}

async function findAnswer<Known, Answer, Refused>(
  store: EventStore,
  command: Command<Known, Answer, Refused>,
  { tenantId }: CommandContext,
  tx?: Transaction,
): Promise<Executed<Answer, Refused> | undefined> {
  const { idempotency } = command;
  const earlier = idempotency && (await store.findAnswer(tenantId, idempotency, tx && { tx }));
  if (!earlier) return undefined;
  return earlier.outcome === 'replayed' ? replayed(command, earlier.result) : { refused: { reason: earlier.reason } };
}

function replayed<Known, Answer, Refused>(
  { idempotency }: Command<Known, Answer, Refused>,
  recorded: unknown,
): { readonly answer: Answer } {
  return { answer: idempotency?.replay ? idempotency.replay(recorded) : (recorded as Answer) };
}

function createSource(store: EventStore, { tenantId, signal }: CommandContext, tx?: Transaction): CommandSource {
  return {
    tenantId,
    db: tx ?? store.pool,
    query: (read) => (tx ? read(tx) : withTenant(store.pool, tenantId, read, { signal })),
    load: (aggregate, id) => loadFromStream(store, tenantId, aggregate, id, tx && { tx }),
  };
}

/** Leaves the transaction of a command whose last step refuses, so that it is rolled back. */
class Refusing extends Error {
  readonly refused: unknown;

  constructor(refused: unknown) {
    super('the command was refused after its events were appended');
    this.refused = refused;
  }
}
