import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type DecisionSchema, type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { until } from '@ameide/test-kit';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { assertEnd, assertRefused, cases } from './assertions.ts';
import {
  as,
  collect,
  type GatewayInstance,
  generate,
  messageText,
  resume,
  type Script,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

type Decision = NonNullable<MessageInitShape<typeof DecisionSchema>['decision']>;

const call = { id: 'call-1', name: 'ProposePatch', arguments: { title: 'Words of the chat' } };
const interrupt = { case: 'interrupt' as const, value: { id: call.id, toolCall: call } };

/** Asks before its tool; goes on as soon as an execution brings a decision. */
const careful: Script = async function* ({ decision, attempt }) {
  if (attempt > 1) yield { case: 'snapshot', value: { text: 'I would. ', toolCalls: [call] } };
  else {
    yield token('I would. ');
    yield { case: 'toolCall', value: call };
  }
  if (decision === undefined) return yield interrupt;
  yield { case: 'toolResult', value: { toolCallId: call.id, name: call.name, ok: true, summary: 'Done' } };
  yield token(decision.decision?.decision.case ?? '');
};

describe('a run that asks a person', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  async function waiting(on = gateway, script = careful) {
    const threadId = system.world.thread(script);
    const key = randomUUID();
    const frames = await collect(generate(on, threadId, key));
    return { threadId, key, frames, runId: frames[0]!.runId };
  }
  const decide = (runId: string, decision: Decision, { on = gateway, user = 'ada', id = call.id } = {}) =>
    on.inference.resumeRun({ runId, interruptId: id, decision: { decision } }, as(user));
  const approve = { case: 'approve', value: {} } as const;
  const getRun = async (runId: string) => (await gateway.inference.getRun({ runId }, as('ada'))).run!;
  const leases = async (runId: string) =>
    (await system.admin.query('select from gateway.run_leases where run_id = $1', [runId])).rowCount;
  const lastStatus = (frames: readonly Frame[]) => {
    const payload = frames.at(-1)?.payload;
    assert.ok(payload?.case === 'status');
    return payload.value;
  };

  it('waits without a stream or a lease, says what it asks, and goes on when it is answered', async () => {
    const one = await system.gateway();
    const { frames, runId, key, threadId } = await waiting(one);
    assert.deepEqual(cases(frames), ['status', 'token', 'toolCall', 'status']);
    const asked = lastStatus(frames);
    assert.equal(asked.state, RunState.WAITING_FOR_APPROVAL);
    assert.deepEqual([asked.interrupt?.id, asked.interrupt?.toolCall?.arguments], [call.id, call.arguments]);
    const run = await getRun(runId);
    assert.deepEqual([run.state, run.interrupt?.id, run.endedAt], [RunState.WAITING_FOR_APPROVAL, call.id, undefined]);
    assert.ok(timestampMs(run.interrupt!.expiresAt!) > Date.now());
    assert.deepEqual(run.interrupt?.toolCall?.arguments, call.arguments);
    assert.equal(await leases(runId), 0);
    assert.deepEqual(system.world.answers(runId), []);
    // Whoever comes later hears the same, and the person can have other answers meanwhile.
    assert.deepEqual(await collect(generate(one, threadId, key)), frames);
    await collect(
      generate(
        one,
        system.world.thread(async function* () {
          yield token('other');
        }),
      ),
    );

    const other = await system.gateway();
    const { run: resumed, resumeToken } = await decide(runId, approve, { on: other });
    assert.equal(resumed?.id, runId);
    const rest = await collect(resume(other, { resumeToken }));
    assert.equal(shownText([...frames, ...rest]), 'I would. approve');
    const message = system.world.answer(runId)!;
    assert.equal(messageText(message), 'I would. approve');
    assertEnd(rest, RunState.COMPLETED, '', message.id);
    // The same decision changes nothing; another one comes too late.
    assert.equal((await decide(runId, approve)).run?.state, RunState.COMPLETED);
    await assertRefused(decide(runId, { case: 'answer', value: { text: 'No.' } }), 'interrupt_decided');
    assert.equal(system.world.executionsOf(runId), 2);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('is answered only by whoever has asked for it, and only what it asks', async () => {
    const { runId } = await waiting();
    await assertRefused(decide(runId, approve, { user: 'bob' }), 'run_not_found');
    await assertRefused(
      gateway.inference.resumeRun(
        { runId, interruptId: call.id, decision: { decision: approve } },
        as('ada', 'globex'),
      ),
      'run_not_found',
    );
    await assertRefused(decide(runId, approve, { id: 'another' }), 'interrupt_not_found');
    await assertRefused(decide(runId, { case: 'edit', value: {} }), 'invalid_request');
    const edited = { case: 'edit', value: { arguments: { b: 1, a: { d: 1, c: 2 } } } } as const;
    const both = await Promise.all([decide(runId, edited), decide(runId, edited)]);
    assert.deepEqual(
      both.map(({ run }) => run?.id),
      [runId, runId],
    );
    await until(async () => (await getRun(runId)).state === RunState.COMPLETED);
    const { decision } = system.world.executions.findLast((request) => request.runId === runId)!;
    assert.deepEqual(decision?.decision?.decision, {
      ...edited,
      value: { $typeName: 'ameide.inference.v1.EditedArguments', ...edited.value },
    });
  });

  it('records what happened for good without words of the chat', async () => {
    const { runId } = await waiting();
    await decide(runId, { case: 'reject', value: { reason: 'More words of the chat.' } });
    await until(async () => (await getRun(runId)).state === RunState.COMPLETED);
    const { rows } = await system.admin.query<{ type: string; data: string }>(
      'select type, data::text as data from gateway.events where stream = $1 order by position',
      [`run:acme/${runId}`],
    );
    assert.deepEqual(
      rows.map(({ type }) => type),
      ['RunCreated', 'RunStarted', 'RunInterrupted', 'RunResumed', 'RunStarted', 'RunEnded'],
    );
    assert.doesNotMatch(rows.map(({ data }) => data).join(), /ords of the chat/);
    const { rows: kept } = await system.admin.query('select to_jsonb(r)::text as row from gateway.runs r');
    assert.doesNotMatch(JSON.stringify(kept), /ords of the chat/);
  });

  it('acts with what the person may do when they answer', async () => {
    const { runId } = await waiting();
    await gateway.inference.resumeRun(
      { runId, interruptId: call.id, decision: { decision: approve } },
      as('ada', 'acme', { roles: ['graph.viewer'] }),
    );
    await until(async () => (await getRun(runId)).state === RunState.COMPLETED);
    assert.deepEqual([...system.world.executedFor.at(-1)!.roles], ['graph.viewer']);
  });

  it('can be cancelled, and keeps what it has said', async () => {
    const { runId, frames } = await waiting();
    await gateway.inference.cancelRun({ run: { case: 'runId', value: runId } }, as('ada'));
    const rest = await collect(resume(gateway, frames.at(-1)!));
    const message = system.world.answer(runId)!;
    assertEnd(rest, RunState.CANCELLED, 'cancelled_by_user', message.id);
    assert.deepEqual([messageText(message), message.truncated], ['I would. ', true]);
    await assertRefused(decide(runId, approve), 'interrupt_not_found');
    assert.equal(system.world.executionsOf(runId), 1);
  });

  it('is cancelled when nobody answers in time, by whichever process is there', async () => {
    const hasty = await system.gateway({ approvalTimeoutMs: 0, pollIntervalMs: 3_600_000 });
    const { runId } = await waiting(hasty);
    await until(async () => (await getRun(runId)).state === RunState.CANCELLED);
    assert.equal((await getRun(runId)).reason, 'approval_expired');
    await hasty.stop();
  });

  it('goes on by its last decision when the process that heard it is lost, and waits for its turn', async () => {
    let executions = 0;
    const { runId, threadId } = await waiting(gateway, async function* (request, signal) {
      if (request.decision !== undefined && executions++ === 0) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
      }
      yield* careful(request, signal);
    });
    const lost = await system.gateway({ pollIntervalMs: 3_600_000 });
    await decide(runId, approve, { on: lost });
    await until(() => executions === 1);
    await lost.stop();
    await until(async () => (await getRun(runId)).state === RunState.COMPLETED);
    assert.equal(messageText(system.world.answer(runId)), 'I would. approve');
    assert.equal((await gateway.inference.listRuns({ threadId }, as('ada'))).runs.length, 1);
  });

  it('is shown to whoever watches the chat, while it waits and when it goes on', async () => {
    const { runId, threadId } = await waiting();
    const seen: Frame[] = [];
    const client = new AbortController();
    const watching = (async () => {
      const watched = gateway.inference.watchRuns({ threadId }, as('bob', 'acme', { signal: client.signal }));
      for await (const { event } of watched) if (event.case === 'frame') seen.push(event.value);
    })().catch(() => undefined);
    const isAt = (state: RunState) => {
      const last = seen.at(-1)?.payload;
      return last?.case === 'status' && last.value.state === state;
    };
    await until(() => isAt(RunState.WAITING_FOR_APPROVAL));
    await decide(runId, approve);
    await until(() => isAt(RunState.COMPLETED));
    assert.equal(shownText(seen), 'I would. approve');
    assert.ok(seen.some(({ payload }) => payload.case === 'status' && payload.value.state === RunState.RUNNING));
    client.abort();
    await watching;
  });
});
