import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { until } from '@ameide/test-kit';
import { assertEnd } from './assertions.ts';
import { as, collect, gate, generate, startSystem, type TestSystem, token, words } from './harness.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem();
});
after(() => system.close());

it('what runs leave behind goes, and what goes on stays', async () => {
  const gateway = await system.gateway();
  const go = gate();
  const thread = system.world.thread(async function* () {
    yield token('still ');
    await go.opened;
    yield token('here');
  });
  const running = collect(generate(gateway, thread));
  const [status] = await collect(generate(gateway, system.world.thread(words('over'))), () => true);
  const key = randomUUID();
  await gateway.inference.cancelRun({ run: { case: 'idempotencyKey', value: key } }, as('ada'));
  const orphan = randomUUID();
  const lease = `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, may_propose, request_id)
    values ('acme', $1, 'test/gone', 1, '-infinity', 1, false, '')`;
  await system.admin.query(lease, [orphan]);
  const left = async (table: string, column: string) =>
    (await system.admin.query(`select ${column} as id from gateway.${table}`)).rows.map(({ id }) => id);
  const ended = 'select from gateway.run_progress where run_id = $1 and ended_at is not null';
  await until(async () => (await system.admin.query(ended, [status!.runId])).rowCount === 1);

  const forgetful = await system.gateway({ retentionMs: -60_000 });
  await until(async () => (await left('run_cancellations', 'idempotency_key')).length === 0);
  await until(async () => !(await left('run_leases', 'run_id')).includes(orphan));
  assert.ok(!(await left('run_progress', 'run_id')).includes(status!.runId));
  go.open();
  const frames = await running;
  assertEnd(frames, RunState.COMPLETED, '', system.world.answer(frames[0]!.runId)!.id);
  await Promise.all([gateway.stop(), forgetful.stop()]);
});

it('a key can be used again once its record has expired', async () => {
  const gateway = await system.gateway();
  const [key, thread] = [randomUUID(), system.world.thread(words('first'))];
  const [first] = await collect(generate(gateway, thread, key));
  await system.admin.query('delete from gateway.idempotency where key = $1', [key]);
  const [second] = await collect(generate(gateway, thread, key));
  assert.notEqual(second!.runId, first!.runId);
  const { run } = await gateway.inference.cancelRun({ run: { case: 'idempotencyKey', value: key } }, as('ada'));
  assert.equal(run?.id, second!.runId);
  await gateway.stop();
});
