import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCommandLine } from '../config.ts';
import { demoUsers } from '../identity/demo-users.ts';
import { startPlatform } from '../platform.ts';
import { createNarrator, StoryError } from './narrator.ts';
import { tellStory } from './story.ts';

const usage = `Usage: pnpm demo [file.bpmn] [--url <address>]

Tells how one conversation changes one model, step by step, on a sample or on your own file. Uses the platform that runs
on http://localhost:8080, or starts one for itself. Exit code 0 when everything is as told, 1 when not.

  --url <address>   the platform to use`;

const sample = fileURLToPath(new URL('../../samples/order-to-cash.bpmn', import.meta.url));
const ownPort = '8089';

/** `pnpm demo`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(usage);
  const file = positionals[0] ? resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]) : sample;
  const document = await readFile(file);
  const title = `Demo on ${basename(file)}, ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`;
  const url = values.url ?? (await running('http://localhost:8080'));
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

/** The address, if a platform answers there. */
async function running(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/oidc/.well-known/openid-configuration`).catch(() => undefined);
  return response?.ok ? url : undefined;
}

async function withOwnPlatform(tell: (url: string, issuer: string) => Promise<void>): Promise<void> {
  console.log('No platform runs on http://localhost:8080, so the demo starts one for itself:');
  const data = await mkdtemp(join(tmpdir(), 'ameide-demo-'));
  try {
    const args = ['--data', data, '--port', ownPort, '--no-samples'];
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

try {
  await main();
  process.exit(0);
} catch (error) {
  const explanation = error instanceof StoryError ? error.message : (error as Error).stack;
  console.error(`\n✗ The story ends here: ${explanation}`);
  process.exit(1);
}
