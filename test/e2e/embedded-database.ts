import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Connects as its owner to the embedded database of a platform that runs on the data folder. End it when done. */
export async function connectToDatabase(data: string): Promise<pg.Client> {
  const postgres = join(data, 'postgres');
  const { admin } = JSON.parse(await readFile(join(postgres, 'credentials.json'), 'utf8'));
  const port = (await readFile(join(postgres, 'data', 'postmaster.pid'), 'utf8')).split('\n')[3];
  const client = new pg.Client(`postgres://postgres:${admin}@127.0.0.1:${port}/ameide`);
  await client.connect();
  return client;
}

/**
 * Lets nobody write a table, as a slow database would, until the function that it resolves to is called. Reading goes
 * on meanwhile.
 */
export async function holdTable(data: string, table: string): Promise<() => Promise<void>> {
  const client = await connectToDatabase(data);
  await client.query(`begin; lock table ${table} in exclusive mode`);
  return () => client.end();
}
