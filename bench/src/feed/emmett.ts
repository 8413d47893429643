import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { componentFolder } from '../../../scripts/components/cache.ts';

const VERSION = '0.42.0';

/** What is measured of Emmett's event store. */
interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly { readonly type: string; readonly data: object }[],
    options: { readonly expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  close(): Promise<void>;
}

interface Pool {
  on(event: 'error', ignore: () => void): void;
  end(): Promise<void>;
}

/**
 * Emmett's event store on a database, with a pool of so many connections. It is installed where components are kept, so that the workspace
 * never depends on it.
 */
export async function openEmmett(connectionString: string, connections: number): Promise<EmmettStore> {
  const folder = componentFolder(`bench-emmett-${VERSION}`);
  const installed = createRequire(join(folder, 'package.json'));
  if (!existsSync(join(folder, 'node_modules/@event-driven-io/emmett-postgresql'))) await install(folder);
  const load = (name: string) => import(pathToFileURL(installed.resolve(name)).href);
  const { getPostgreSQLEventStore } = await load('@event-driven-io/emmett-postgresql');
  const pg = (await load('pg')).default;
  const pool: Pool = new pg.Pool({ connectionString, max: connections });
  // A server that ends before the last socket has closed is of no interest.
  pool.on('error', () => undefined);
  const store: EmmettStore = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  return {
    appendToStream: (...append) => store.appendToStream(...append),
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const packages = [`@event-driven-io/emmett@${VERSION}`, `@event-driven-io/emmett-postgresql@${VERSION}`];
  const args = ['install', '--no-audit', '--no-fund', ...packages];
  const { status, error } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error || status !== 0) throw new Error(`"npm ${args.join(' ')}" did not work`, { cause: error });
}
