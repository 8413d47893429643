import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConsumerStorage,
  type DeadLetter,
  discardDeadLetter,
  readDeadLetters,
  requestReplay,
} from '@ameide/event-feed';

/** Which dead letters: these ids, or all; only of a subscription if so told. */
export interface Selection {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly subscription?: string;
}

type Print = (line: string) => void;

const PAGE = 200;
const LOOK_MS = 200;

const idOf = ({ subscription, event }: DeadLetter) => `${subscription}@${event.cursor}`;

export async function list(
  storage: ConsumerStorage,
  { subscription }: Selection,
  { limit, after, json }: { readonly limit: number; readonly after?: string; readonly json: boolean },
  print: Print,
): Promise<void> {
  const letters = await readDeadLetters(storage, {
    limit: limit + 1,
    ...(subscription !== undefined && { subscription }),
    ...(after !== undefined && { after: placeOf(after) }),
  });
  const page = letters.slice(0, limit);
  if (page.length === 0) print('There are no dead letters.');
  for (const letter of page) print(json ? JSON.stringify({ id: idOf(letter), ...letter }) : lineOf(letter));
  if (letters.length > limit && !json) print(`There are more: --after ${idOf(page.at(-1)!)}`);
}

/** @returns whether all of them have been handled */
export async function replay(
  storage: ConsumerStorage,
  selection: Selection,
  waitSeconds: number,
  print: Print,
): Promise<boolean> {
  const asked = new Map<string, DeadLetter>();
  for await (const letter of select(storage, selection)) {
    if (await requestReplay(storage, letter)) asked.set(idOf(letter), letter);
  }
  print(`Asked for the replay of ${asked.size}.`);
  const end = performance.now() + waitSeconds * 1_000;
  const [waiting, failed] = [new Set(asked.keys()), new Map<string, DeadLetter>()];
  while (waiting.size > 0 && performance.now() < end) {
    await delay(LOOK_MS);
    const left = new Map<string, DeadLetter>();
    for await (const letter of select(storage, { all: true, ids: [] })) left.set(idOf(letter), letter);
    for (const id of waiting) {
      const letter = left.get(id);
      if (letter?.replayRequestedAt) continue;
      waiting.delete(id);
      if (letter) failed.set(id, letter);
    }
  }
  print(
    `${asked.size - waiting.size - failed.size} handled, ${failed.size} failed again, ${waiting.size} still waiting.`,
  );
  for (const letter of failed.values()) print(lineOf(letter));
  if (waiting.size > 0 && waitSeconds > 0)
    print('Is the service running that subscribes? It replays what is asked for.');
  return failed.size === 0 && (waiting.size === 0 || waitSeconds === 0);
}

/** @returns whether there were any */
export async function discard(storage: ConsumerStorage, selection: Selection, print: Print): Promise<boolean> {
  let discarded = 0;
  for await (const letter of select(storage, selection)) {
    if (await discardDeadLetter(storage, letter)) discarded += 1;
  }
  print(`Discarded ${discarded}.`);
  return discarded > 0;
}

/** @throws Error that names the ids that are not there */
async function* select(storage: ConsumerStorage, { ids, all, subscription }: Selection): AsyncGenerator<DeadLetter> {
  const missing = new Set(ids);
  for (const id of ids) placeOf(id);
  let after: DeadLetter | undefined;
  for (;;) {
    const filter = { limit: PAGE, ...(subscription !== undefined && { subscription }), ...(after && { after }) };
    const page = await readDeadLetters(storage, filter);
    for (const letter of page) if (missing.delete(idOf(letter)) || all) yield letter;
    after = page.at(-1);
    if (page.length < PAGE) break;
  }
  if (missing.size > 0) throw new Error(`There is no dead letter ${[...missing].join(', ')}.`);
}

function placeOf(id: string): Pick<DeadLetter, 'subscription' | 'event'> {
  const match = /^(.+)@(\d+-\d+)$/.exec(id);
  if (!match) throw new Error(`"${id}" is no id of a dead letter; list shows them: <subscription>@<place>.`);
  return { subscription: match[1]!, event: { cursor: match[2]! } as DeadLetter['event'] };
}

function lineOf(letter: DeadLetter): string {
  const { event, attempts, error, recordedAt, replayRequestedAt } = letter;
  const why = error.split('\n', 1)[0]!;
  const asked = replayRequestedAt ? ' (replay asked for)' : '';
  return `${idOf(letter)}  ${event.type}  ${event.stream}  ${attempts} attempts since ${recordedAt.toISOString()}${asked}: ${why}`;
}
