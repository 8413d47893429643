import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Run, RunState, WhenBusy } from '@ameide/contracts/inference/v1/run';
import { until } from '@ameide/test-kit';
import { assertRefused } from './assertions.ts';
import {
  as,
  collect,
  type GatewayInstance,
  gate,
  resume,
  shownText,
  startSystem,
  type TestSystem,
  token,
  words,
} from './harness.ts';

describe('runs that nobody follows', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  const request = (threadId: string, whenBusy = WhenBusy.UNSPECIFIED as WhenBusy) => ({
    ...{ threadId, whenBusy },
    idempotencyKey: randomUUID(),
  });
  const list = (wanted: Parameters<GatewayInstance['inference']['listRuns']>[0], user = 'ada', tenant = 'acme') =>
    gateway.inference.listRuns(wanted, as(user, tenant));
  const ids = (runs: readonly Run[]) => runs.map(({ id }) => id);
  const ended = (runId: string) =>
    until(async () => (await gateway.inference.getRun({ runId }, as('ada'))).run?.state === RunState.COMPLETED);

  it('are created at once, go on by themselves, and can be followed from the first frame', async () => {
    const asked = request(system.world.thread(words('in the ', 'background')));
    const { run, resumeToken } = await gateway.inference.createRun({ request: asked }, as('ada'));
    assert.deepEqual([run?.state, run?.requestedBy, run?.threadId], [RunState.RUNNING, 'ada', asked.threadId]);
    await ended(run!.id);
    assert.equal(shownText(await collect(resume(gateway, { resumeToken }))), 'in the background');
    const again = await gateway.inference.createRun({ request: asked }, as('ada'));
    assert.deepEqual([again.run?.id, again.run?.state], [run!.id, RunState.COMPLETED]);
    await assertRefused(collect(resume(gateway, { resumeToken }, { user: 'bob' })), 'run_not_found');
  });

  it('come in batches, of which each request is answered for itself, and once', async () => {
    const threadId = system.world.thread(words('a'));
    const first = request(threadId);
    const requests = [first, request(randomUUID()), { ...first, agentId: 'chat' }, request(threadId), first];
    const batch = async () => (await gateway.inference.generateBatch({ requests }, as('ada'))).results;
    const told = (results: Awaited<ReturnType<typeof batch>>) =>
      results.map(({ result }) => (result.case === 'created' ? result.value.run!.id : result.value?.reason));
    const results = told(await batch());
    assert.deepEqual(results.slice(1, 3), ['thread_not_found', 'idempotency_key_reused']);
    assert.equal(results[4], results[0]);
    assert.notEqual(results[3], results[0]);
    assert.deepEqual(told(await batch()), results);
    for (const id of [results[0]!, results[3]!]) await ended(id);
    assert.deepEqual(ids((await list({ threadId })).runs), [results[3], results[0]]);
  });

  it('are listed for whoever may read the chat, page by page, the newest first', async () => {
    const go = gate();
    const threadId = system.world.thread(async function* () {
      await go.opened;
      yield token('done');
    });
    const created: string[] = [];
    for (const user of ['ada', 'bob', 'ada', 'bob']) {
      const { run } = await gateway.inference.createRun({ request: request(threadId) }, as(user));
      created.unshift(run!.id);
    }
    const page = await list({ threadId, pageSize: 3 }, 'eve');
    assert.deepEqual(ids(page.runs), created.slice(0, 3));
    const rest = await list({ threadId, pageSize: 3, pageToken: page.nextPageToken }, 'eve');
    assert.deepEqual([ids(rest.runs), rest.nextPageToken], [created.slice(3), '']);
    await assertRefused(list({ threadId: randomUUID(), pageToken: page.nextPageToken }), 'thread_not_found');
    await assertRefused(list({ threadId, agentId: 'chat', pageToken: page.nextPageToken }), 'page_token_invalid');

    assert.deepEqual(ids((await list({ threadId, states: [RunState.RUNNING] })).runs), created.slice(3));
    assert.deepEqual(ids((await list({ threadId, states: [RunState.QUEUED] })).runs), created.slice(0, 3));
    assert.deepEqual(ids((await list({ threadId, agentId: 'chat' })).runs), []);
    assert.deepEqual(ids((await list({ agentId: 'bpmn' }, 'bob')).runs), [created[0], created[2]]);
    go.open();
    await ended(created[1]!);

    assert.deepEqual((await list({ threadId }, 'carol', 'globex')).runs, []);
    system.world.strangers.add('mallory');
    await assertRefused(list({ threadId }, 'mallory'), 'thread_not_found');
  });
});
