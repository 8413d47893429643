import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

const VERSION = '26.7.3';
const FOLDER = componentFolder(`keycloak-${VERSION}`);
const STAMP = join(FOLDER, 'built-from');

/** Keycloak's own distribution, built for an H2 database in memory: it starts with `kc.sh start --optimized`. */
export const keycloak: Component = {
  name: 'keycloak',
  variable: 'KEYCLOAK_HOME',
  async find() {
    const given = process.env.KEYCLOAK_HOME;
    if (!(await findExecutable('java'))) return null;
    if (given) return (await isKeycloak(given)) ? given : null;
    const stamp = await readFile(STAMP, 'utf8').catch(() => null);
    return stamp === VERSION && (await isKeycloak(FOLDER)) ? FOLDER : null;
  },
  howToGet:
    'pnpm components, which needs Java 17 or newer and Maven, or set KEYCLOAK_HOME to a Keycloak after "kc.sh build --db=dev-mem"',
  install,
};

async function install(): Promise<void> {
  for (const program of ['java', 'mvn']) {
    if (await findExecutable(program)) continue;
    throw new Error(
      `there is no "${program}" on the PATH; install Java 17 or newer and Maven, then run "pnpm components" again`,
    );
  }
  const unpacked = `${FOLDER}-unpacked`;
  await rm(FOLDER, { recursive: true, force: true });
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked, { recursive: true });
  // Maven writes down where it works what it has unpacked, and does not do it again.
  run(
    'mvn',
    [
      '--quiet',
      '--batch-mode',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack',
      `-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`,
      `-DoutputDirectory=${unpacked}`,
    ],
    unpacked,
  );
  await rename(join(unpacked, `keycloak-${VERSION}`), FOLDER);
  await rm(unpacked, { recursive: true });
  run('sh', [join(FOLDER, 'bin/kc.sh'), 'build', '--db=dev-mem', '--health-enabled=true']);
  await writeFile(STAMP, VERSION);
}

function run(command: string, args: readonly string[], cwd?: string): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0)
    throw new Error(`"${command} ${args.join(' ')}" did not work; what it said stands above`, { cause: error });
}

async function isKeycloak(folder: string): Promise<boolean> {
  return (await findExecutable(join(folder, 'bin/kc.sh'))) !== null;
}
