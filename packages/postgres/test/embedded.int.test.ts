import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/embedded.ts';

test('starts, keeps its data over a restart, stops twice without harm', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ameide-embedded-'));
  const first = await startEmbeddedPostgres({ directory });
  await query(first.adminUrl, 'create table kept as select 42 as answer');
  await first.stop();
  await first.stop();
  assert.equal((await first.ended).code, 0);

  const second = await startEmbeddedPostgres({ directory });
  assert.deepEqual(await query(second.adminUrl, 'select * from kept'), [{ answer: 42 }]);
  await second.stop();
  await rm(directory, { recursive: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
