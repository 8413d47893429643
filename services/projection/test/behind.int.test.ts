import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { createModel, type Harness, refusedWith, startHarness } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness({ ownServer: true });
  await harness.service.start();
});
after(() => harness.stop());

test('what a transaction of another database keeps from readers is lag with a name, and a read says so before its deadline', {
  timeout: 60_000,
}, async () => {
  const model = createModel(harness);
  await model.import();
  const get = (ref: string) => harness.projections.getProjection({ ref }, { ...harness.as('alice'), timeoutMs: 4_000 });
  await harness.projections.getProjection({ ref: `${model.ref}@1` }, harness.as('alice'));
  assert.equal(await harness.service.degraded!(), undefined);

  const elsewhere = await createTestDatabase({ name: 'elsewhere', ownServer: true });
  const others = createPool({ connectionString: elsewhere.adminUrl, applicationName: 'nightly batch', max: 1 });
  const batch = await others.connect();
  await batch.query('begin; create table t (n int)');
  await model.rename('ship', 'Deliver');

  const refused = get(`${model.ref}@2`);
  await assert.rejects(refused, refusedWith(Code.Unavailable, 'projection_behind'));
  const error = ConnectError.from(await refused.catch((thrown: unknown) => thrown));
  const { lag_seconds: seconds, held_by: heldBy } = errorDetail(error)!.metadata;
  assert.ok(Number(seconds) >= 1);
  assert.match(heldBy!, /^a transaction of "nightly batch" \(PostgreSQL process \d+\) is still open, for \d+ s$/);
  const status = (await harness.service.status!()) as { lagSeconds: number; heldBy?: string };
  assert.ok(status.lagSeconds > 0);
  assert.match(status.heldBy!, /nightly batch/);
  assert.match((await harness.service.degraded!())!, /^read models stand still: .*nightly batch/);
  await harness.service.ready();
  // What is known can be read all the while.
  assert.equal((await get(model.ref)).envelope?.version, 1);

  await batch.query('rollback');
  batch.release();
  while (((await harness.service.status!()) as { lagSeconds: number }).lagSeconds > 0) await delay(10);
  assert.equal((await get(`${model.ref}@2`)).envelope?.version, 2);
  assert.equal(await harness.service.degraded!(), undefined);
  await others.end();
  await elsewhere.drop();
});
