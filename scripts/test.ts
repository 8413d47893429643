import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { components } from './components/list.ts';
import { readArguments } from './read-arguments.ts';
import { offerTestDatabase } from './test-database.ts';

/**
 * `pnpm test`: runs every test that this machine can run, on one embedded PostgreSQL that starts when the first suite needs
 * it, and names the component suites that it leaves out. With REQUIRE_COMPONENTS=1 (CI) a suite that would be left out is a failure.
 */
const root = join(import.meta.dirname, '..');
const usage = `Usage: pnpm test [--only <name pattern>] [file or glob ...]
       pnpm test:long [--seed <text>] [file or glob ...]
       pnpm test:long --models <folder> [--sample <number>] [--seed <text>] [--only <file>] [--edits <number>]
       pnpm test:long --drawing <folder> [--edits <number>] [--seed <text>] [--only <file>]
       pnpm test:long --hostile [--minutes <number>] [--seed <text>] [--only <case>]

Without files, every *.test.ts of packages/, services/, operators/, scripts/, test/ and bench/. Globs in quotes.
  --only <name pattern>   only tests whose names match this regular expression; files without such a test count as passed

test:long runs the heavy chaos and soak runs instead: *.long.ts. docs/how-to/run-the-long-suites.md says what they print.
  --seed <text>           repeats what a run with this seed has done
  --models <folder>       reads and edits every BPMN file of a folder, and prints the figures
  --sample <number>       only so many of them
  --only <file>           only this one, by its path below the folder
  --edits <number>        edits of each file
  --drawing <folder>      draws on every BPMN file of a folder in Chromium, with a random hand; 500 gestures in all, or --edits
  --hostile               hostile requests to a whole platform, and how long others wait for them
  --minutes <number>      for so long (10)
  --only <case>           only the case of this number`;
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    long: { type: 'boolean' },
    only: { type: 'string' },
    seed: { type: 'string' },
    models: { type: 'string' },
    drawing: { type: 'string' },
    sample: { type: 'string' },
    edits: { type: 'string' },
    hostile: { type: 'boolean' },
    minutes: { type: 'string' },
  },
});

if (values.models !== undefined) {
  // Relative to where the person called pnpm.
  const models = resolve(process.env.INIT_CWD ?? process.cwd(), values.models);
  process.exit(await runLong('fidelity', ['--models', models, ...given('sample', 'seed', 'only', 'edits')]));
}
if (values.drawing !== undefined) {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), values.drawing);
  process.exit(await runLong('drawing', ['--drawing', folder, ...given('seed', 'only', 'edits')]));
}
if (values.hostile) process.exit(await runLong('hostile', given('minutes', 'seed', 'only')));

const suffix = values.long ? '.long.ts' : '.test.ts';
const everything = ['packages', 'services', 'operators', 'scripts', 'test', 'bench'].map(
  (folder) => `${folder}/**/*${suffix}`,
);
const patterns = positionals.length > 0 ? positionals : everything;
const files = globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') }).sort();
if (files.length === 0) {
  console.error(`No test file matches ${patterns.join(', ')}.`);
  process.exit(1);
}

const leftOut: string[] = [];
const environment: NodeJS.ProcessEnv = { ...process.env, NODE_NO_WARNINGS: '1' };
for (const component of components) {
  const path = await component.find();
  if (path) environment[component.variable] = path;
  else leftOut.push(`${component.name}: ${component.howToGet}`);
}
const required = process.env.REQUIRE_COMPONENTS === '1';
if (leftOut.length > 0 && required) {
  console.error(`REQUIRE_COMPONENTS=1, but this machine lacks:\n  ${leftOut.join('\n  ')}`);
  process.exit(1);
}

const database = process.env.TEST_DATABASE_URL ? undefined : await offerTestDatabase();
if (database) environment.TEST_DATABASE_OFFER = database.url;

if (values.seed !== undefined) environment.LONG_SEED = values.seed;

// In ms, for a test and for a file.
const timeout = values.long ? 4 * 3_600_000 : 900_000;
const args = ['--test', '--test-concurrency=2', `--test-timeout=${timeout}`];
if (values.only) args.push(`--test-name-pattern=${values.only}`);
// A group of its own, which ends with this process, also when that is killed.
const runner = spawn(process.execPath, [...args, ...files], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
  detached: true,
});
const ending = new Promise<number>((resolve) => runner.once('exit', (exit) => resolve(exit ?? 1)));
const script = 'read dismissed || kill -s KILL -- "-$1"';
const guard = spawn('/bin/sh', ['-c', script, 'sh', String(runner.pid)], {
  stdio: ['pipe', 'ignore', 'ignore'],
  detached: true,
});
const stop = (signal: NodeJS.Signals) => process.kill(-runner.pid!, signal);
process.on('SIGINT', stop).on('SIGTERM', stop);
const code = await ending;
guard.stdin.end('\n');
await database?.stop();

if (leftOut.length > 0) console.log(`\nLeft out, because this machine lacks their part:\n  ${leftOut.join('\n  ')}`);
process.exitCode = code;

function given(...names: readonly ('sample' | 'seed' | 'only' | 'edits' | 'minutes')[]): string[] {
  return names.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
}

/** Runs a main file of test/long; its exit code. */
async function runLong(name: 'drawing' | 'fidelity' | 'hostile', args: readonly string[]): Promise<number> {
  const main = join(root, 'test/long', name, 'main.ts');
  // It gets Ctrl-C itself, and tells what it has found.
  process.on('SIGINT', () => {});
  const [code] = await once(spawn(process.execPath, [main, ...args], { stdio: 'inherit' }), 'exit');
  return code ?? 1;
}
