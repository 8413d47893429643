import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import type { Checkpoint } from '@langchain/langgraph-checkpoint';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { createCheckpoints } from '../src/adapters/checkpoints.ts';
import { SCHEMA } from '../src/adapters/schema.ts';
import { declaration } from '../src/declaration.ts';
import { collect, type Harness, run, startHarness } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

const ours = ['tenant_id', 'created_at'];

async function shape(schema: string): Promise<unknown> {
  const { rows } = await harness.admin.query(
    `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
     where table_schema = $1 and table_name like 'checkpoint%' and table_name <> 'checkpoint_migrations'
       and column_name <> all($2)
     order by 1, 2`,
    [schema, ours],
  );
  const keys = await harness.admin.query(
    `select conrelid::regclass::text as relation, pg_get_constraintdef(oid) as key from pg_constraint
     where connamespace = $1::regnamespace and contype = 'p' order by 1`,
    [schema],
  );
  const bare = (name: string) => name.replace(`${schema}.`, '');
  const primary = keys.rows
    .map(({ relation, key }) => [bare(relation), key])
    .filter(([name]) => /^checkpoint(s|_blobs|_writes)$/.test(name));
  return { columns: rows, primary };
}

test('the tables are those that the library makes', async () => {
  await new PostgresSaver(harness.admin, undefined, { schema: 'library' }).setup();
  assert.deepEqual(await shape(SCHEMA), await shape('library'));
});

test('writes what the library writes, also when it is repeated', async () => {
  const library = new PostgresSaver(harness.admin, undefined, { schema: 'library' });
  await library.setup();
  const ours = createCheckpoints(harness.pool).of('acme');
  const thread = { configurable: { thread_id: 'alike', checkpoint_ns: '' } };
  const config = { configurable: { ...thread.configurable, checkpoint_id: 'c2' } };
  const checkpoint = (id: string, said: unknown): Checkpoint => ({
    v: 4,
    id,
    ts: '2030-01-31T00:00:00.000Z',
    channel_values: { said, gone: 'x' },
    channel_versions: { said: 2, gone: 1, empty: 3 },
    versions_seen: { model: { said: 1 } },
  });
  const metadata = { source: 'loop', step: 1, parents: {} } as const;
  for (const saver of [library, ours]) {
    assert.equal(await saver.getTuple(thread), undefined);
    for (const said of ['first \u{1F600} \0', { second: [1, null] }]) {
      assert.deepEqual(
        await saver.put(
          { configurable: { ...thread.configurable, checkpoint_id: 'c1' } },
          checkpoint('c2', said),
          metadata,
          { said: 2, empty: 3 },
        ),
        config,
      );
      await saver.putWrites(
        config,
        [
          ['said', said],
          ['branch:to:tools', null],
        ],
        'task-1',
      );
      await saver.putWrites(config, [['__error__', said]], 'task-2');
    }
    await saver.putWrites(config, [], 'task-3');
    const read = await saver.getTuple(thread);
    assert.deepEqual(read?.checkpoint.channel_values, { said: 'first \u{1F600} \0' });
    assert.deepEqual(read, await saver.getTuple(config));
  }
  for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) {
    const rows = async (schema: string) => {
      const select = `select to_jsonb(t) - $2::text[] as row from ${schema}.${table} t where thread_id = $1 order by 1`;
      return (await harness.admin.query(select, ['alike', ['tenant_id', 'created_at']])).rows;
    };
    assert.notDeepEqual(await rows('library'), [], table);
    assert.deepEqual(await rows(SCHEMA), await rows('library'), table);
  }
});

test('keeps how a run begins together with what it comes to first, all or nothing', async () => {
  const saver = createCheckpoints(harness.pool).of('acme');
  const at = (id?: string) => ({ configurable: { thread_id: 'together', checkpoint_ns: '', checkpoint_id: id } });
  const put = (id: string, source: 'input' | 'loop', step: number, parent?: string) => {
    const checkpoint: Checkpoint = {
      ...{ v: 4, id, ts: '2030-01-31T00:00:00.000Z', versions_seen: {} },
      ...{ channel_values: { said: id }, channel_versions: { said: step + 2 } },
    };
    return saver.put(at(parent), checkpoint, { source, step, parents: {} }, { said: step + 2 });
  };
  const kept = async () => {
    const { rows } = await harness.admin.query(
      `select (select array_agg(checkpoint_id order by checkpoint_id) from ${SCHEMA}.checkpoints where thread_id = 'together') as checkpoints,
        (select count(*)::int from ${SCHEMA}.checkpoint_writes where thread_id = 'together') as writes`,
    );
    return rows[0];
  };
  await put('c1', 'input', -1);
  await saver.putWrites(at('c1'), [['branch:to:model', null]], 'start');
  await put('c2', 'loop', 0, 'c1');
  assert.deepEqual(await kept(), { checkpoints: null, writes: 0 });
  const writes = saver.putWrites(at('c2'), [['said', 'c3']], 'model');
  await Promise.all([writes, put('c3', 'loop', 1, 'c2')]);
  assert.deepEqual(await kept(), { checkpoints: ['c1', 'c2', 'c3'], writes: 2 });
  await assert.rejects(
    Promise.all([saver.putWrites(at('c3'), [['said', '!']], 'model'), put('c4\0', 'loop', 2, 'c3')]),
  );
  assert.deepEqual(await kept(), { checkpoints: ['c1', 'c2', 'c3'], writes: 2 });
});

test('every table is isolated by tenant', async () => {
  await assertRowLevelSecurity(harness.admin, SCHEMA);
  const { client } = await harness.startRuntime();
  const request = run('list the lanes');
  await collect(client.executeRun(request, harness.asGateway()));
  const checkpoints = createCheckpoints(harness.pool);
  const config = { configurable: { thread_id: request.runId } };
  assert.notEqual(await checkpoints.of('acme').getTuple(config), undefined);
  assert.equal(await checkpoints.of('globex').getTuple(config), undefined);
  const { rows } = await harness.pool.query(`select from ${SCHEMA}.checkpoints`);
  assert.equal(rows.length, 0);
});

test('removes what is left of runs that began long ago, of all tenants', async () => {
  const { client } = await harness.startRuntime();
  const [old, fresh, foreign] = [run('list the lanes'), run('list the lanes'), run('list the lanes')];
  await collect(client.executeRun(old, harness.asGateway()));
  await collect(client.executeRun(foreign, harness.asGateway({}, 'globex')));
  await harness.admin.query(
    `update ${SCHEMA}.checkpoints set created_at = now() - interval '3 days' where thread_id = any($1)`,
    [[old.runId, foreign.runId]],
  );
  await collect(client.executeRun(fresh, harness.asGateway()));
  const [expiring] = declaration.expires;
  const expire = `select ${SCHEMA}.${expiring!.by}(make_interval(days => $1), 100) as removed`;
  assert.deepEqual((await harness.pool.query(expire, [expiring!.afterDays])).rows, [{ removed: 2 }]);
  for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) {
    const { rows } = await harness.admin.query<{ thread_id: string }>(
      `select distinct thread_id from ${SCHEMA}.${table}`,
    );
    const left = new Set(rows.map((row) => row.thread_id));
    assert.deepEqual(
      [old, fresh, foreign].map(({ runId }) => left.has(runId)),
      [false, true, false],
      table,
    );
  }
});
