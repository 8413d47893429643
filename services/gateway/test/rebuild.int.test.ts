import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { createEventStore, rebuildTables } from '@ameide/event-store';
import { declaration } from '../src/declaration.ts';
import { aggregates } from '../src/wire/events.ts';
import { as, collect, generate, startSystem, type TestSystem, words } from './harness.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem();
});
after(() => system.close());

it('the log rebuilds every row of a run', async () => {
  const gateway = await system.gateway();
  await collect(generate(gateway, system.world.thread(words('a', 'b'))));
  await collect(
    generate(
      gateway,
      system.world.thread(async function* () {
        yield { case: 'usage', value: { inputTokens: 1, outputTokens: 2, model: 'offline' } };
        throw new Error('broken');
      }),
    ),
  );
  const key = randomUUID();
  await gateway.inference.cancelRun({ run: { case: 'idempotencyKey', value: key } }, as('ada'));
  await collect(generate(gateway, system.world.thread(words('never')), key));
  await gateway.stop();

  const rows = async () => (await system.admin.query('select * from gateway.runs order by id')).rows;
  const written = await rows();
  assert.deepEqual(
    written.map(({ phase, attempt }) => [phase, attempt]),
    [
      ['completed', 1],
      ['failed', 1],
      ['cancelled', 0],
    ],
  );
  const store = createEventStore({ pool: system.pool, schema: declaration.schema });
  await rebuildTables(store, { tenantId: 'acme', aggregates: [aggregates.run], tables: ['runs'] });
  assert.deepEqual(await rows(), written);
});
