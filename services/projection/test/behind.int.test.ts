import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { createFixture, createModel, type Fixture, refusedWith } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture({ ownServer: true });
  await fixture.service.start();
});
after(() => fixture.close());

test('what a transaction of another database keeps from readers is lag with a name, and a read says so before its deadline', {
  timeout: 60_000,
}, async () => {
  const model = createModel(fixture);
  await model.import();
  const get = (ref: string) => fixture.client.getProjection({ ref }, { ...fixture.as('alice'), timeoutMs: 4_000 });
  await get(`${model.ref}@1`);
  assert.equal(await fixture.service.degraded!(), undefined);

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
  const status = (await fixture.service.status!()) as { lagSeconds: number; heldBy?: string };
  assert.ok(status.lagSeconds > 0);
  assert.match(status.heldBy!, /nightly batch/);
  assert.match((await fixture.service.degraded!())!, /^read models stand still: .*nightly batch/);
  await fixture.service.ready();
  // What is known can be read all the while.
  assert.equal((await get(model.ref)).envelope?.version, 1);

  await batch.query('rollback');
  batch.release();
  while (((await fixture.service.status!()) as { lagSeconds: number }).lagSeconds > 0) await delay(10);
  assert.equal((await get(`${model.ref}@2`)).envelope?.version, 2);
  assert.equal(await fixture.service.degraded!(), undefined);
  await others.end();
  await elsewhere.drop();
});
