import { MigrationError } from '@ameide/postgres';
import { EmbeddedPostgresError } from '@ameide/postgres/embedded';
import { ConfigError } from '@ameide/service-kit/config';
import { asksForHelp, DEFAULT_PORT, type PlatformConfig, readCommandLine, USAGE } from './config.ts';
import { DataFolderError } from './data-folder.ts';
import { DatabaseUrlError } from './database.ts';
import { demoUsers } from './identity/demo-users.ts';
import { findModels, NoModelsError } from './model-files.ts';
import type { Platform } from './platform.ts';
import { PortTakenError } from './port.ts';
import { WebBuildError } from './web-build.ts';

/** `pnpm start`. Exit code 0 after Ctrl-C, 1 when the platform cannot start or go on, 2 when it is called wrongly. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) return console.log(USAGE);
  const { imports, config } = readCommandLine(args, process.env, process.env.INIT_CWD ?? process.cwd());
  for (const path of imports) await findModels(path);

  const interruption = listenForSignals();
  // Loaded only now: a call that is wrong is answered at once.
  const { startPlatform } = await import('./platform.ts');
  const platform = await startPlatform(config, (step) => console.log(`  · ${step}`));
  for (const path of imports) {
    if (!interruption.aborted) await importPath(platform, path);
  }
  if (!interruption.aborted) announce(platform, config, performance.now());
  const failure = await Promise.race([aborted(interruption), platform.failed]);
  // What has ended it is what people need to hear, whatever else cannot be stopped then.
  await platform.stop().catch((error: unknown) => {
    throw failure ?? error;
  });
  if (failure) throw failure;
}

/** Aborted by the first Ctrl-C or SIGTERM, also while the platform still starts. A second one does not wait. */
function listenForSignals(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    console.log('\nStopping … (press Ctrl-C again to stop at once)');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

async function importPath({ library, url }: Platform, path: string): Promise<void> {
  for (const report of await library.importPath(path)) {
    if ('error' in report) console.log(`  ✗ ${report.path}: ${report.error}`);
    else console.log(`  ✓ imported "${report.title}" (${report.summary})\n    ${url}/artifact/${report.artifactId}`);
  }
}

function announce({ url }: Platform, { dataDirectory, issuers, port }: PlatformConfig, elapsedMs: number): void {
  console.log(
    `\nAmeide is running on ${url} (started in ${(elapsedMs / 1000).toFixed(1)} s, data in ${dataDirectory})\n`,
  );
  if (issuers.length === 0) {
    console.log('Demo users (user / password)');
    for (const { login, password, name, tenantName, roles } of demoUsers) {
      console.log(`  ${login} / ${password}`.padEnd(20), `${name}, ${tenantName}, ${roles.join(', ')}`);
    }
  }
  const elsewhere = port === DEFAULT_PORT ? '' : ` --url ${url}`;
  const demo = [
    [`npx -y pnpm@12 demo${elsewhere}`, 'the whole story on a sample model, step by step'],
    [`npx -y pnpm@12 demo my-model.bpmn${elsewhere}`, 'the same on your own model'],
  ] as const;
  const next = [
    [url, 'the workspace, in a browser'] as const,
    ...(issuers.length > 0 ? [] : demo),
    [`${url}/readyz`, 'whether every service is ready'] as const,
  ];
  const width = Math.max(...next.map(([what]) => what.length));
  console.log(`
Next
${next.map(([what, why]) => `  ${what.padEnd(width)}   ${why}`).join('\n')}

Press Ctrl-C to stop.`);
}

const tellable = [
  EmbeddedPostgresError,
  DatabaseUrlError,
  MigrationError,
  PortTakenError,
  NoModelsError,
  DataFolderError,
  WebBuildError,
];

/** What a person can do something about is told in a sentence; anything else with its stack. */
function explain(error: unknown): string {
  if (hasCode(error, 'ENOSPC')) return 'The disk is full. Make room, or choose another folder with --data.';
  if (hasCode(error, '53100')) return 'The disk of the database is full. Make room there, and start again.';
  if (error instanceof ConfigError) return `${error.message}\n\n${USAGE}`;
  if (tellable.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Of the file system or of PostgreSQL, here or in a cause. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (('code' in error && error.code === code) || hasCode(error.cause, code));
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`\nAmeide cannot run: ${explain(error)}`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
