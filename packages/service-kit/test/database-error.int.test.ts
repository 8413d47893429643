import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPool, inTransaction } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { Code } from '@connectrpc/connect';
import { errorReason, toConnectError } from '../src/errors/index.ts';

const told = (error: unknown) => {
  const mapped = toConnectError(error, 'r1');
  return [Code[mapped.code], errorReason(mapped)];
};

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail('should have failed'),
    (error) => error,
  );

test('a client is told what it can do about an error of the database, and nothing of any other', async () => {
  const database = await createTestDatabase({ name: 'kit' });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test', max: 2 });
  const errorOf = (sql: string, values: unknown[] = []) => failure(pool.query(sql, values));
  try {
    assert.deepEqual(told(await errorOf('select $1::text', ['a\u0000b'])), ['InvalidArgument', 'text_not_storable']);
    assert.deepEqual(told(await errorOf('select $1::jsonb', ['"\\u0000"'])), ['InvalidArgument', 'text_not_storable']);
    const full = await errorOf("do $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$");
    assert.deepEqual(told(full), ['Unavailable', 'database_full']);
    assert.deepEqual(told(await errorOf('select nothing')), ['Internal', 'internal']);
    const killed = inTransaction(pool, (tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'));
    assert.deepEqual(told(await failure(killed)), ['Unavailable', 'database_unavailable']);
  } finally {
    await pool.end();
    await database.drop();
  }
  const away = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test', max: 1 });
  assert.deepEqual(told(await failure(away.query('select'))), ['Unavailable', 'database_unavailable']);
  await away.end();
});
