import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ameide/postgres/embedded';

export const BENCH_ROLE = 'ameide_bench';

/** Runs `use` on a PostgreSQL of its own, with the settings of a laptop: commits wait for the disk. */
export async function withDatabase(use: (database: EmbeddedPostgres) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
  const database = await startEmbeddedPostgres({ directory, roles: [BENCH_ROLE] });
  try {
    await use(database);
  } finally {
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
