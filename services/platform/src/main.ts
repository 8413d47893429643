import { accessSync } from 'node:fs';
import { EmbeddedPostgresError } from '@ameide/postgres/embedded';
import { ConfigError } from '@ameide/service-kit/config';
import { readCommandLine, usage } from './config.ts';
import { demoUsers } from './identity/demo-users.ts';
import { type Platform, startPlatform } from './platform.ts';
import { PortTakenError } from './port.ts';

/** `pnpm start`. Exit code 0 after Ctrl-C, 1 when the platform cannot start or go on, 2 when it is called wrongly. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const base = process.env.INIT_CWD ?? process.cwd();
  const { help, imports, config } = readCommandLine(process.argv.slice(2), process.env, base);
  if (help) return console.log(usage);
  for (const path of imports) accessSync(path);

  const platform = await startPlatform(config, (step) => console.log(`  · ${step}`));
  for (const path of imports) {
    for (const report of await platform.library.importPath(path)) {
      if ('error' in report) console.log(`  ✗ ${report.path}: ${report.error}`);
      else
        console.log(
          `  ✓ imported "${report.title}" (${report.summary})\n    ${platform.url}/artifact/${report.artifactId}`,
        );
    }
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`\nAmeide is running on ${platform.url} (started in ${seconds} s, data in ${config.dataDirectory})\n`);
  if (!config.oidcIssuer) {
    console.log('Demo users (user / password)');
    for (const { login, password, name, tenantName, roles } of demoUsers) {
      console.log(`  ${login} / ${password}`.padEnd(20), `${name}, ${tenantName}, ${roles.join(', ')}`);
    }
  }
  console.log(`
Next
  npx -y pnpm@12 demo                 the whole story on a sample model, step by step
  npx -y pnpm@12 demo my-model.bpmn   the same on your own model
  ${platform.url}/readyz        whether every service is ready

Press Ctrl-C to stop.`);
  const ending = await Promise.race([signalled(platform), platform.failed]);
  if (ending !== 'stopped') throw new Error(ending);
}

/** Resolves when the platform has stopped after Ctrl-C or SIGTERM. A second signal does not wait. */
function signalled(platform: Platform): Promise<'stopped'> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const onSignal = () => {
      if (stopping) process.exit(130);
      stopping = true;
      console.log('\nStopping … (press Ctrl-C again to stop at once)');
      platform.stop().then(() => resolve('stopped'), reject);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

/** What a person can do something about is told in a sentence; anything else with its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `${error.message}\n\n${usage}`;
  if (error instanceof EmbeddedPostgresError || error instanceof PortTakenError) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path) return `There is no file or folder ${path}.`;
  if ((code === 'EACCES' || code === 'EROFS') && path)
    return `${path} cannot be written. Choose another folder with --data.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`\nAmeide cannot run: ${explain(error)}`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
