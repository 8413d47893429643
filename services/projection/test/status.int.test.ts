import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createFixture, createModel, type Fixture } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture();
});
after(() => fixture.close());

const status = async (service = fixture.service) => (await service.status!()) as { lagSeconds: number };
const until = async (is: () => Promise<boolean>) => {
  while (!(await is())) await delay(10);
};

test('tells how far the read models are behind the log, the same by every replica, and nothing else', {
  timeout: 30_000,
}, async () => {
  await assert.rejects(status(), /not being followed/);
  await fixture.service.start();
  const other = fixture.open();
  await other.service.start();
  const model = createModel(fixture);
  await model.import();
  await until(async () => (await status()).lagSeconds === 0);

  const blocker = await fixture.admin.connect();
  // A lock under which nobody has a transaction id: one would hide all later events of the server from readers.
  await blocker.query('begin; lock table projection.checkpoints in share mode');
  await model.rename('ship', 'Deliver');
  for (const { service } of [fixture, other]) {
    await until(async () => (await status(service)).lagSeconds > 0.2);
    assert.deepEqual(Object.keys(await status(service)), ['lagSeconds']);
  }
  await blocker.query('rollback');
  blocker.release();
  for (const { service } of [fixture, other]) await until(async () => (await status(service)).lagSeconds === 0);

  await other.service.stop();
  await assert.rejects(status(other.service), /not being followed/);
});
