import { readArguments } from '../read-arguments.ts';
import { databaseFault, type FeedDatabase, openFeedDatabase } from './database.ts';
import { discard, list, replay, type Selection } from './dead-letters.ts';

/** `pnpm feed`: what operators do with the events that a service could not handle. */
const usage = `Usage: pnpm feed dead-letters list [--subscription <name>] [--limit <number>] [--after <id>] [--json]
       pnpm feed dead-letters replay <id ...> | --all [--subscription <name>] [--wait <seconds>]
       pnpm feed dead-letters discard <id ...> | --all --subscription <name>

Events that a subscription could not handle, in the database of DATABASE_URL, as the role of the service that subscribes, or with
--data in that of the platform on this machine.
  list      the oldest first, page by page; an id is <subscription>@<place in the log>
  replay    asks the running service to handle them again, and waits for what becomes of them; those that fail again stay
  discard   removes them for good: the read model never learns of these events

  --subscription <name>   only of this subscription
  --all                   all of them, instead of ids
  --limit <number>        dead letters in a page; 20 unless told
  --after <id>            the page after this one
  --json                  one JSON object a line, with the whole event and error
  --wait <seconds>        how long to wait for a replay; 30 unless told, 0 to only ask
  --data <folder>         where the platform keeps its data (.ameide), instead of DATABASE_URL; it may run or not
  --schema <name>         of the service; unless told, what the role of DATABASE_URL is named for (ameide_<schema>), or with --data
                          the one that has dead letters`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    subscription: { type: 'string' },
    all: { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    after: { type: 'string' },
    json: { type: 'boolean', default: false },
    wait: { type: 'string', default: '30' },
    data: { type: 'string' },
    schema: { type: 'string' },
  },
});
const [subject, verb = '', ...ids] = positionals;
const [limit, waitSeconds] = [Number(values.limit), Number(values.wait)];

const fault = faultOf();
if (fault !== undefined) {
  console.error(`${fault}\n\n${usage}`);
  process.exit(2);
}
const selection: Selection = {
  ids,
  all: values.all,
  ...(values.subscription !== undefined && { subscription: values.subscription }),
};
let database: FeedDatabase | undefined;
try {
  database = await openFeedDatabase(values, process.env);
  const { storage } = database;
  if (verb === 'list') {
    const page = { limit, json: values.json, ...(values.after !== undefined && { after: values.after }) };
    await list(storage, selection, page, console.log);
  } else if (verb === 'replay') {
    process.exitCode = (await replay(storage, selection, waitSeconds, console.log)) ? 0 : 1;
  } else {
    process.exitCode = (await discard(storage, selection, console.log)) ? 0 : 1;
  }
} catch (error) {
  console.error(`${(error as Error).message || String(error)}`);
  process.exitCode = 1;
} finally {
  await database?.close();
}

function faultOf(): string | undefined {
  if (subject !== 'dead-letters') return `There is nothing else than dead-letters, not "${subject ?? ''}".`;
  if (!['list', 'replay', 'discard'].includes(verb)) return `Say list, replay or discard, not "${verb}".`;
  const misplaced = databaseFault(values, process.env);
  if (misplaced !== undefined) return misplaced;
  if (!Number.isInteger(limit) || limit < 1) return `--limit is a positive number, not "${values.limit}".`;
  if (!(waitSeconds >= 0)) return `--wait is a number of seconds, not "${values.wait}".`;
  if (verb === 'list') return ids.length > 0 ? 'list takes no ids.' : undefined;
  if (values.all === ids.length > 0) return `Say which dead letters to ${verb}: ids, or --all.`;
  if (verb === 'discard' && values.all && !values.subscription) return 'discard --all needs --subscription.';
  return undefined;
}
