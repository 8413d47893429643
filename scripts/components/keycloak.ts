import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { mavenDependency } from './maven.ts';
import { run } from './run.ts';

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
  const unpacked = `${FOLDER}-unpacked`;
  await rm(FOLDER, { recursive: true, force: true });
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked, { recursive: true });
  // Maven writes down where it works what it has unpacked, and does not do it again.
  await mavenDependency(
    'unpack',
    [`-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`, `-DoutputDirectory=${unpacked}`],
    unpacked,
  );
  await rename(join(unpacked, `keycloak-${VERSION}`), FOLDER);
  await rm(unpacked, { recursive: true });
  run('sh', [join(FOLDER, 'bin/kc.sh'), 'build', '--db=dev-mem', '--health-enabled=true']);
  await writeFile(STAMP, VERSION);
}

async function isKeycloak(folder: string): Promise<boolean> {
  return (await findExecutable(join(folder, 'bin/kc.sh'))) !== null;
}
