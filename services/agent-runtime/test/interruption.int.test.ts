import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { errorReason } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { collect, type Event, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

/** A hook that tells when it is reached, and then waits until it is let go or its call is cancelled. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: released.resolve,
    /** Resolves when the call is cancelled. */
    cancelled: cancelled.promise,
    async hook(signal: AbortSignal) {
      reached.resolve();
      signal.addEventListener('abort', () => cancelled.resolve(), { once: true });
      await Promise.race([released.promise, cancelled.promise]);
      signal.throwIfAborted();
    },
  };
}

const CHANGE = 'add a user task "Call back" after "Check order"';

for (const moment of ['projection', 'proposal', 'stored'] as const) {
  test(`a run that is broken off in ${moment} continues, with the same result and one patch`, async () => {
    const blocked = gate();
    const { client, seen } = await harness.startRuntime({ hooks: { [moment]: blocked.hook } });
    const abort = new AbortController();
    const request = run(CHANGE);
    const told = Promise.withResolvers<void>();
    const lastTool = moment === 'projection' ? 'GetProjection' : 'ProposePatch';
    const stream = client.executeRun(request, harness.asGateway({ signal: abort.signal }));
    const broken = collect(stream, (event) => {
      if (event.case === 'toolCall' && event.value.name === lastTool) told.resolve();
    });
    await Promise.all([blocked.reached, told.promise]);
    abort.abort();
    const first = await broken;
    assert.ok(first.error instanceof ConnectError && first.error.code === Code.Canceled);

    blocked.open();
    const second = await collect(client.executeRun(request, harness.asGateway()));
    assert.equal(second.error, undefined);
    assert.equal(seen.patches.size, 1);
    assert.equal(second.events[0]?.case, 'snapshot');
    const [snapshot] = valuesOf(second.events, 'snapshot');
    const calls = (events: typeof first.events) => valuesOf(events, 'toolCall').map(({ id, name }) => `${id} ${name}`);
    assert.deepEqual(
      snapshot?.toolCalls.map(({ id, name }) => `${id} ${name}`),
      calls(first.events),
    );

    const whole = await collect(client.executeRun(run(CHANGE), harness.asGateway()));
    const tail = outline(whole.events).slice(outline(whole.events).lastIndexOf('suggestion'));
    assert.deepEqual(outline(second.events).slice(-tail.length), tail);
    assert.equal(spoken(second.events), spoken(whole.events));
  });
}

/** Steps of a run that changes a model: its input, then models and tools in turn. */
for (const step of [0, 1, 2, 3, 4, 5]) {
  test(`a run whose checkpoint ${step} could not be written continues, with the same result and one patch`, async () => {
    const { client, seen } = await harness.startRuntime();
    const request = run(CHANGE);
    const repair = await refuseCheckpoint(request.runId, step);
    const first = await collect(client.executeRun(request, harness.asGateway()));
    assert.ok(first.error instanceof ConnectError, 'the checkpoint was refused');
    await repair();
    const second = await collect(client.executeRun(request, harness.asGateway()));
    assert.equal(second.error, undefined);
    assert.equal(seen.patches.size, 1);
    const whole = await collect(client.executeRun(run(CHANGE), harness.asGateway()));
    assert.equal(spoken(second.events), spoken(whole.events));
  });
}

/** Makes the database refuse that checkpoint of a run, whose writes it has kept by then. Answers what ends that. */
async function refuseCheckpoint(runId: string, step: number): Promise<() => Promise<unknown>> {
  await harness.admin.query(`
    create function refuse_checkpoint() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
    create trigger refuse_checkpoint before insert on agent_runtime.checkpoints for each row
      when (new.thread_id = '${runId}' and (new.metadata ->> 'step')::int = ${step}) execute function refuse_checkpoint()`);
  return () => harness.admin.query('drop function refuse_checkpoint cascade');
}

test('a run that has ended is told as one snapshot', async () => {
  const { client, seen } = await harness.startRuntime();
  const request = run(CHANGE);
  const first = await collect(client.executeRun(request, harness.asGateway()));
  const second = await collect(client.executeRun(request, harness.asGateway()));
  assert.deepEqual(outline(second.events), ['snapshot']);
  const [snapshot] = valuesOf(second.events, 'snapshot');
  assert.equal(snapshot?.text, spoken(first.events));
  assert.deepEqual(snapshot?.toolCalls, valuesOf(first.events, 'toolCall'));
  assert.deepEqual(snapshot?.toolResults, valuesOf(first.events, 'toolResult'));
  assert.deepEqual(snapshot?.suggestions, valuesOf(first.events, 'suggestion'));
  assert.deepEqual(snapshot?.usage, valuesOf(first.events, 'usage').at(-1));
  assert.equal(seen.proposals.length, 1);
});

/** Calls of models have times. */
const withoutCalls = (events: readonly Event[]) => events.filter((event) => event.case !== 'modelCall');

test("another tenant's run of the same id is a run of its own", async () => {
  const { client } = await harness.startRuntime();
  const request = run('list the lanes');
  const first = await collect(client.executeRun(request, harness.asGateway()));
  const other = await collect(client.executeRun(request, harness.asGateway({}, 'globex')));
  assert.deepEqual(valuesOf(other.events, 'snapshot'), []);
  assert.notEqual(spoken(other.events), '');
  assert.deepEqual(withoutCalls(other.events), withoutCalls(first.events));
});

test('closing the stream cancels the call of the tool', async () => {
  const blocked = gate();
  const { client } = await harness.startRuntime({ hooks: { projection: blocked.hook } });
  const abort = new AbortController();
  const ending = collect(client.executeRun(run('list the lanes'), harness.asGateway({ signal: abort.signal })));
  await blocked.reached;
  abort.abort();
  assert.ok((await ending).error instanceof ConnectError);
  await blocked.cancelled;
});

test('a run that takes too long ends with run_time_out, and can go on', async () => {
  const blocked = gate();
  const { client } = await harness.startRuntime({ runTimeoutMs: 300, hooks: { projection: blocked.hook } });
  const request = run('list the lanes');
  const { error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(errorReason(error), 'run_time_out');
  assert.ok(error instanceof ConnectError && error.code === Code.DeadlineExceeded);
  const patient = await harness.startRuntime();
  const later = await collect(patient.client.executeRun(request, harness.asGateway()));
  assert.match(spoken(later.events), /^2 lanes in this model/);
});

test('a tool that takes too long is told to the agent', async () => {
  const blocked = gate();
  const { client } = await harness.startRuntime({ toolTimeoutMs: 100, hooks: { projection: blocked.hook } });
  const { events, error } = await collect(client.executeRun(run('list the lanes'), harness.asGateway()));
  assert.equal(error, undefined);
  assert.match(spoken(events), /^I could not read the model\. deadline_exceeded/);
});

test('stopping the service ends its runs, which another process continues', async () => {
  const blocked = gate();
  const { client, service } = await harness.startRuntime({ hooks: { proposal: blocked.hook } });
  const request = run(CHANGE);
  const ending = collect(client.executeRun(request, harness.asGateway()));
  await blocked.reached;
  await service.stop();
  assert.equal(errorReason((await ending).error), 'server_stopping');
  const other = await harness.startRuntime();
  const { events } = await collect(other.client.executeRun(request, harness.asGateway()));
  assert.equal(events[0]?.case, 'snapshot');
  assert.equal(valuesOf(events, 'suggestion').length, 1);
});
