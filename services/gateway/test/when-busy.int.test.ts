import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { ExecuteRunRequest } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { type Frame, RunState, WhenBusy } from '@ameide/contracts/inference/v1/run';
import { until } from '@ameide/test-kit';
import { assertEnd, assertRefused, cases } from './assertions.ts';
import {
  as,
  collect,
  type GatewayInstance,
  gate,
  generate,
  messageText,
  resume,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

/** What the agent was given to answer. */
const asked = ({ messages }: ExecuteRunRequest) => messages.map(messageText);
const states = (frames: readonly Frame[]) =>
  frames.flatMap(({ payload }) => (payload.case === 'status' ? [payload.value.state] : []));

describe('a chat in which an answer is being written', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  /** A chat whose first answer says "first" and goes on until `go` opens or it is stopped; each later one says what it was asked. */
  async function busyChat(on = gateway, user = 'ada') {
    const go = gate();
    let executions = 0;
    const threadId = system.world.thread(async function* (request, signal) {
      executions += 1;
      if (executions > 1) return yield token(`answer to ${asked(request).at(-1)}`);
      yield token('first');
      await Promise.race([go.opened, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
      signal.throwIfAborted();
    });
    const seen: Frame[] = [];
    const first = collect(generate(on, threadId, randomUUID(), { user }), (frame) => {
      seen.push(frame);
      return false;
    });
    await until(() => shownText(seen) === 'first');
    system.world.say(threadId, 'message 2');
    return { threadId, first, firstId: seen[0]!.runId, go };
  }

  /** Asks in that chat, and resolves once the run waits; `done` has all of its frames. */
  async function enqueue(
    threadId: string,
    whenBusy = WhenBusy.UNSPECIFIED as WhenBusy,
    key = randomUUID(),
    on = gateway,
  ) {
    const seen: Frame[] = [];
    const done = collect(generate(on, threadId, key, { whenBusy }), (frame) => {
      seen.push(frame);
      return false;
    });
    await until(() => seen.length > 0);
    assert.deepEqual(states(seen.slice(0, 1)), [RunState.QUEUED]);
    return { runId: seen[0]!.runId, token: seen[0]!, done, key };
  }

  const getRun = async (runId: string) => (await gateway.inference.getRun({ runId }, as('ada'))).run!;
  const executed = (runId: string) => system.world.executions.filter((request) => request.runId === runId);

  it('lets the next one wait, which then sees what was answered before its question', async () => {
    const { threadId, first, go } = await busyChat();
    const second = await enqueue(threadId);
    system.world.say(threadId, 'message 3');
    const third = await enqueue(threadId);
    assert.deepEqual([(await getRun(second.runId)).state, (await getRun(second.runId)).attempt], [RunState.QUEUED, 0]);
    assert.equal(executed(second.runId).length, 0);
    go.open();
    await first;
    const frames = await second.done;
    assert.deepEqual(
      frames.map(({ index }) => index),
      [1, 2, 3, 4],
    );
    assert.deepEqual(cases(frames), ['status', 'status', 'token', 'status']);
    assert.deepEqual(states(frames), [RunState.QUEUED, RunState.RUNNING, RunState.COMPLETED]);
    assert.deepEqual(asked(executed(second.runId)[0]!), ['message 1', 'first', 'message 2']);
    await third.done;
    assert.deepEqual(asked(executed(third.runId)[0]!), [
      ...['message 1', 'first', 'message 2', 'answer to message 2', 'message 3'],
    ]);
    // The same frames for whoever comes later.
    assert.deepEqual(await collect(generate(gateway, threadId, second.key)), frames);
    assert.deepEqual(await collect(resume(gateway, second.token)), frames.slice(1));
  });

  it('cancels a run that waits at once, and begins the one behind it in its turn', async () => {
    const { threadId, first, go } = await busyChat();
    const second = await enqueue(threadId);
    const third = await enqueue(threadId);
    const other = await system.gateway();
    await other.inference.cancelRun({ run: { case: 'runId', value: second.runId } }, as('ada'));
    assertEnd(await second.done, RunState.CANCELLED, 'cancelled_by_user', '');
    assert.equal((await getRun(third.runId)).state, RunState.QUEUED);
    go.open();
    await first;
    assertEnd(await third.done, RunState.COMPLETED, '', system.world.answer(third.runId)!.id);
    assert.equal(executed(second.runId).length, 0);
    await other.stop();
  });

  it('refuses the next one that does not want to wait', async () => {
    const { threadId, first, go } = await busyChat();
    const key = randomUUID();
    const reject = () => collect(generate(gateway, threadId, key, { whenBusy: WhenBusy.REJECT }));
    await assertRefused(reject(), 'thread_busy');
    go.open();
    await first;
    system.world.say(threadId, 'message 3');
    const frames = await reject();
    assert.equal(shownText(frames), 'answer to message 3');
    assert.deepEqual(await reject(), frames);
  });

  it('is interrupted: what was said stays, and the next one sees it', async () => {
    const elsewhere = await system.gateway();
    const { threadId, first, firstId } = await busyChat(elsewhere);
    const second = await enqueue(threadId, WhenBusy.INTERRUPT);
    const frames = await first;
    const message = system.world.answer(firstId)!;
    assertEnd(frames, RunState.CANCELLED, 'interrupted', message.id);
    assert.deepEqual([messageText(message), message.truncated], ['first', true]);
    assert.equal(shownText(await second.done), 'answer to message 2');
    assert.deepEqual(asked(executed(second.runId)[0]!), ['message 1', 'first', 'message 2']);
    await elsewhere.stop();
  });

  it('is rolled back: what was said is kept nowhere, and those that wait are gone as well', async () => {
    const { threadId, first, firstId } = await busyChat();
    const second = await enqueue(threadId);
    const third = await enqueue(threadId, WhenBusy.ROLLBACK);
    assertEnd(await first, RunState.CANCELLED, 'rolled_back', '');
    assertEnd(await second.done, RunState.CANCELLED, 'rolled_back', '');
    assert.equal(shownText(await third.done), 'answer to message 2');
    assert.deepEqual(asked(executed(third.runId)[0]!), ['message 1', 'message 2']);
    assert.deepEqual(system.world.answers(firstId), []);
    assert.equal((await getRun(firstId)).reason, 'rolled_back');
  });

  it("waits for other people's answers, whatever it wants", async () => {
    const { threadId, first, go, firstId } = await busyChat(gateway, 'bob');
    const second = await enqueue(threadId, WhenBusy.ROLLBACK);
    go.open();
    assertEnd(await first, RunState.COMPLETED, '', system.world.answer(firstId)!.id);
    await second.done;
    assert.deepEqual(asked(executed(second.runId)[0]!), ['message 1', 'first', 'message 2']);
  });

  it('counts those that wait among the runs of a person, without those that make way', async () => {
    const small = await system.gateway({ defaultPlan: 'free' });
    const { threadId, first } = await busyChat(small);
    await enqueue(threadId, undefined, undefined, small);
    await assertRefused(collect(generate(small, threadId)), 'rate_limited');
    const third = await enqueue(threadId, WhenBusy.INTERRUPT, undefined, small);
    await Promise.all([first, third.done]);
    await small.stop();
  });

  it('goes on with the next one after the process that wrote, and the one that let it wait, are gone', async () => {
    const [owner, asker] = [await system.gateway(), await system.gateway({ pollIntervalMs: 3_600_000 })];
    const { threadId, first, firstId, go } = await busyChat(owner);
    const second = await enqueue(threadId, undefined, undefined, asker);
    const gone = [first, second.done].map((stream) => assert.rejects(stream));
    await Promise.all([asker.stop(), owner.stop()]);
    await Promise.all(gone);
    go.open();
    const frames = await collect(resume(gateway, second.token));
    assertEnd(frames, RunState.COMPLETED, '', system.world.answer(second.runId)!.id);
    assert.equal((await getRun(firstId)).state, RunState.COMPLETED);
  });
});
