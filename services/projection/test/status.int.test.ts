import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@ameide/test-kit';
import { createModel, type Harness, startHarness } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

const status = async (service = harness.service) => (await service.status!()) as { lagSeconds: number };

test('tells how far the read models are behind the log, the same by every replica, and nothing else', {
  timeout: 30_000,
}, async () => {
  await assert.rejects(status(), /not being followed/);
  await harness.service.start();
  const other = harness.open();
  await other.service.start();
  const model = createModel(harness);
  await model.import();
  await until(async () => (await status()).lagSeconds === 0);

  const blocker = await harness.admin.connect();
  // A lock under which nobody has a transaction id: one would hide all later events of the server from readers.
  await blocker.query('begin; lock table projection.checkpoints in share mode');
  await model.rename('ship', 'Deliver');
  for (const { service } of [harness, other]) {
    await until(async () => (await status(service)).lagSeconds > 0.2);
    assert.deepEqual(Object.keys(await status(service)), ['lagSeconds']);
  }
  await blocker.query('rollback');
  blocker.release();
  for (const { service } of [harness, other]) await until(async () => (await status(service)).lagSeconds === 0);

  await other.service.stop();
  await assert.rejects(status(other.service), /not being followed/);
});
