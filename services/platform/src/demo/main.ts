import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SignInError } from '@ameide/demo-login';
import { EmbeddedPostgresError } from '@ameide/postgres/embedded';
import { AmeideError } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { DEFAULT_PORT, readCommandLine } from '../config.ts';
import { demoUsers } from '../identity/demo-users.ts';
import { startPlatform } from '../platform.ts';
import { createNarrator, StoryError } from './narrator.ts';
import { tellStory } from './story.ts';

const USAGE = `Usage: pnpm demo [file.bpmn] [--url <address>]

Tells how one conversation changes one model, step by step, on a sample or on your own file. Uses the platform that runs
on http://localhost:8080, or starts one for itself. Exit code 0 when everything is as told, 1 when not, 2 when it is
called wrongly.

  --url <address>   the platform to use`;

const sample = fileURLToPath(new URL('../../samples/order-to-cash.bpmn', import.meta.url));
const DEFAULT_URL = `http://localhost:${DEFAULT_PORT}`;

/** What a person can do something about. */
class UserError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** `pnpm demo`. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(USAGE);
  const file = positionals[0] ? resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]) : sample;
  const document = await readDocument(file);
  const title = `Demo on ${basename(file)}, ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`;
  const url = await running(values.url ?? DEFAULT_URL);
  if (values.url !== undefined && url === undefined) {
    throw new UserError(`No platform with demo users answers at ${values.url}. Start one with: npx -y pnpm@12 start`);
  }
  const { login: username, password } = demoUsers[0]!;
  const narrator = createNarrator((text) => process.stdout.write(text));
  const tell = (at: string, issuer: string) =>
    tellStory({ url: at, issuer, username, password, title, document }, narrator);
  if (url) {
    console.log(`Using the platform on ${url}`);
    await tell(url, `${url}/oidc`);
  } else {
    await withOwnPlatform(tell);
  }
  console.log('\nEverything was as told.');
}

/** @throws UserError with the usage */
function readArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (parsed.positionals.length <= 1) return parsed;
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${USAGE}`, 2);
  }
  throw new UserError(`The story is told on one file at a time.\n\n${USAGE}`, 2);
}

async function readDocument(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`);
  }
}

/** The address, without a slash at its end, if a platform answers there. */
async function running(address: string): Promise<string | undefined> {
  const url = address.replace(/\/+$/, '');
  const response = await fetch(`${url}/oidc/.well-known/openid-configuration`).catch(() => undefined);
  return response?.ok ? url : undefined;
}

async function withOwnPlatform(tell: (url: string, issuer: string) => Promise<void>): Promise<void> {
  console.log(`No platform runs on ${DEFAULT_URL}, so the demo starts one for itself:`);
  const data = await mkdtemp(join(tmpdir(), 'ameide-demo-'));
  try {
    const args = ['--data', data, '--port', String(await freePort()), '--no-samples'];
    const { config } = readCommandLine(args, process.env, process.cwd());
    const platform = await startPlatform(config, (step) => console.log(`  · ${step}`));
    try {
      await tell(platform.url, platform.issuer);
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

const tellable = [StoryError, SignInError, UserError, EmbeddedPostgresError];

/** Refusals are told in their own words; what nobody expects, with its stack. */
function explain(error: unknown): string {
  if (error instanceof AmeideError) return `${error.message} (${error.reason})`;
  if (tellable.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`\n✗ The story ends here: ${explain(error)}`);
  process.exit(error instanceof UserError ? error.exitCode : 1);
}
