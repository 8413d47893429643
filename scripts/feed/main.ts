import { createPool } from '@ameide/postgres';
import { readArguments } from '../read-arguments.ts';
import { discard, list, replay, type Selection } from './dead-letters.ts';

/** `pnpm feed`: what operators do with the events that a service could not handle. */
const usage = `Usage: pnpm feed dead-letters list [--subscription <name>] [--limit <number>] [--after <id>] [--json]
       pnpm feed dead-letters replay <id ...> | --all [--subscription <name>] [--wait <seconds>]
       pnpm feed dead-letters discard <id ...> | --all --subscription <name>

Events that a subscription could not handle, in the database of DATABASE_URL, as the role of the service that subscribes.
  list      the oldest first, page by page; an id is <subscription>@<place in the log>
  replay    asks the running service to handle them again, and waits for what becomes of them; those that fail again stay
  discard   removes them for good: the read model never learns of these events

  --subscription <name>   only of this subscription
  --all                   all of them, instead of ids
  --limit <number>        dead letters in a page; 20 unless told
  --after <id>            the page after this one
  --json                  one JSON object a line, with the whole event and error
  --wait <seconds>        how long to wait for a replay; 30 unless told, 0 to only ask
  --schema <name>         of the service; unless told, what the role of DATABASE_URL is named for (ameide_<schema>)`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    subscription: { type: 'string' },
    all: { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    after: { type: 'string' },
    json: { type: 'boolean', default: false },
    wait: { type: 'string', default: '30' },
    schema: { type: 'string' },
  },
});
const [subject, verb = '', ...ids] = positionals;
const [limit, waitSeconds] = [Number(values.limit), Number(values.wait)];
const url = process.env.DATABASE_URL;
const schema = values.schema ?? schemaOf(url);

const fault = faultOf();
if (fault !== undefined) {
  console.error(`${fault}\n\n${usage}`);
  process.exit(2);
}
const pool = createPool({ connectionString: url!, applicationName: 'feed', max: 2 });
const storage = { pool, schema: schema! };
const selection: Selection = {
  ids,
  all: values.all,
  ...(values.subscription !== undefined && { subscription: values.subscription }),
};
try {
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
  await pool.end();
}

function faultOf(): string | undefined {
  if (subject !== 'dead-letters') return `There is nothing else than dead-letters, not "${subject ?? ''}".`;
  if (!['list', 'replay', 'discard'].includes(verb)) return `Say list, replay or discard, not "${verb}".`;
  if (!url) return 'DATABASE_URL must be set, to the database of the service that subscribes.';
  if (!schema) return 'Say --schema: DATABASE_URL has no role that is named for one.';
  if (!Number.isInteger(limit) || limit < 1) return `--limit is a positive number, not "${values.limit}".`;
  if (!(waitSeconds >= 0)) return `--wait is a number of seconds, not "${values.wait}".`;
  if (verb === 'list') return ids.length > 0 ? 'list takes no ids.' : undefined;
  if (values.all === ids.length > 0) return `Say which dead letters to ${verb}: ids, or --all.`;
  if (verb === 'discard' && values.all && !values.subscription) return 'discard --all needs --subscription.';
  return undefined;
}

function schemaOf(databaseUrl = ''): string | undefined {
  return /^postgres(?:ql)?:\/\/ameide_([a-z0-9_]+)[:@]/.exec(databaseUrl)?.[1];
}
