import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { RunCreatedSchema, RunEndedSchema, RunStartedSchema } from '@ameide/contracts/events/v1/inference';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { createEventStore } from '@ameide/event-store';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import { errorReason, ServiceError } from '@ameide/service-kit/errors';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
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
  words,
} from './harness.ts';

describe('Generate', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  it('streams a run from its first status to its last, and keeps the answer in the chat', async () => {
    const patchId = randomUUID();
    const threadId = system.world.thread(async function* () {
      yield token('I propose ');
      yield { case: 'toolCall', value: { id: 'c1', name: 'ProposePatch', arguments: { dry: true } } };
      yield { case: 'toolResult', value: { toolCallId: 'c1', name: 'ProposePatch', ok: true, summary: 'ok' } };
      const value = { patchId, ref: 'artifacts/1/main@3', summary: ['add task Check'] };
      yield { case: 'suggestion', value: { suggestion: { case: 'graphPatch', value } } };
      yield token('a task.');
      yield { case: 'usage', value: { inputTokens: 10, outputTokens: 5, model: 'offline' } };
    });
    const frames = await collect(generate(gateway, threadId));
    assert.deepEqual(cases(frames), [
      'status',
      'token',
      'toolCall',
      'toolResult',
      'suggestion',
      'token',
      'usage',
      'status',
    ]);
    assert.deepEqual(
      frames.map((frame) => frame.index),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    const runId = frames[0]!.runId;
    const message = system.world.answer(runId)!;
    assert.equal(messageText(message), 'I propose a task.');
    assert.equal(message.truncated, false);
    assert.deepEqual(message.parts[1]?.kind.value, {
      $typeName: 'ameide.threads.v1.PatchPart',
      patchId,
      ref: 'artifacts/1/main@3',
      summary: 'add task Check',
    });
    assertEnd(frames, RunState.COMPLETED, '', message.id);

    const { run } = await gateway.inference.getRun({ runId }, as('ada'));
    assert.equal(run?.state, RunState.COMPLETED);
    assert.equal(run.messageId, message.id);
    assert.equal(run.attempt, 1);
    assert.deepEqual([run.usage?.inputTokens, run.usage?.outputTokens, run.usage?.model], [10, 5, 'offline']);
  });

  it('executes for the user who asked, with the agent of the registry and the conversation of then', async () => {
    const started = gate();
    const go = gate();
    const threadId = system.world.thread(async function* () {
      started.open();
      await go.opened;
      yield token('x');
    }, 450);
    const running = collect(generate(gateway, threadId));
    await started.opened;
    const request = system.world.executions.at(-1)!;
    const context = system.world.executedFor.at(-1)!;
    go.open();
    const [{ runId }] = (await running) as [Frame];
    assert.deepEqual([context.tenantId, context.actorId, context.runId], ['acme', 'ada', runId]);
    // Of the roles of an editor no more than an agent needs, which proposes and never applies.
    assert.deepEqual([...context.roles], ['graph.contributor']);
    assert.deepEqual([request.agent?.id, request.agent?.model], ['bpmn', 'offline']);
    assert.deepEqual(request.agent?.tools, ['GetProjection', 'ProposePatch']);
    assert.deepEqual([request.messages.length, request.messages.at(-1)?.sequence], [200, 450]);
  });

  it('may only read for a person who may only read', async () => {
    const options = as('bob', 'acme', { roles: ['graph.viewer'] });
    const threadId = system.world.thread(words('a'));
    for await (const { frame } of gateway.inference.generate({ threadId, idempotencyKey: randomUUID() }, options)) {
      assert.ok(frame);
    }
    assert.deepEqual([...system.world.executedFor.at(-1)!.roles], ['graph.viewer']);
  });

  it('makes one run of 50 concurrent repeats, and shows all of them the same frames', async () => {
    const go = gate();
    const threadId = system.world.thread(async function* () {
      await go.opened;
      yield* words('a', 'b', 'c')({} as never, AbortSignal.abort());
    });
    const key = randomUUID();
    const repeats = Array.from({ length: 50 }, () => collect(generate(gateway, threadId, key)));
    go.open();
    const streams = await Promise.all(repeats);
    const late = await collect(generate(gateway, threadId, key));
    const runId = late[0]!.runId;
    for (const frames of [...streams, late]) assert.deepEqual(frames, streams[0]);
    assert.equal(system.world.executionsOf(runId), 1);
    assert.equal(system.world.answers(runId).length, 1);
    const { rows } = await system.admin.query('select from gateway.runs where thread_id = $1', [threadId]);
    assert.equal(rows.length, 1);
  });

  it('refuses a key that was used for another request, of the same user only', async () => {
    const key = randomUUID();
    const [first, second] = [system.world.thread(words('a')), system.world.thread(words('b'))];
    await collect(generate(gateway, first, key));
    await assertRefused(collect(generate(gateway, second, key)), 'idempotency_key_reused');
    await collect(generate(gateway, second, key, { user: 'bob' }));
  });

  it('refuses an empty chat, an unknown chat and an unknown agent', async () => {
    await assertRefused(collect(generate(gateway, system.world.thread(words('a'), 0))), 'thread_empty');
    await assertRefused(collect(generate(gateway, randomUUID())), 'thread_not_found');
    const nobody = generate(gateway, system.world.thread(words('a')), 'k', { agentId: 'nobody' });
    await assertRefused(collect(nobody), 'agent_not_found');
  });

  it('lets a user have ten runs at once, exactly, whatever comes at once', async () => {
    const go = gate();
    const script = async function* () {
      await go.opened;
      yield token('x');
    };
    const attempts = Array.from({ length: 25 }, async () => {
      let status: 'running' | string | undefined;
      try {
        await collect(generate(gateway, system.world.thread(script), randomUUID(), { user: 'eve' }), () => {
          status = 'running';
          return true;
        });
      } catch (error) {
        status = errorReason(error);
      }
      return status;
    });
    const results = await Promise.all(attempts);
    assert.equal(results.filter((result) => result === 'running').length, 10);
    assert.equal(results.filter((result) => result === 'rate_limited').length, 15);
    go.open();
  });

  it('goes on when the client disconnects', async () => {
    const go = gate();
    const threadId = system.world.thread(async function* () {
      yield token('seen ');
      await go.opened;
      yield token('unseen');
    });
    const seen = await collect(generate(gateway, threadId), (frame) => frame.payload.case === 'token');
    go.open();
    const resumeToken = seen.at(-1)!.resumeToken;
    const rest = await collect(resume(gateway, { resumeToken }));
    assert.equal(shownText([...seen, ...rest]), 'seen unseen');
    assertEnd(rest, RunState.COMPLETED, '', system.world.answer(seen[0]!.runId)!.id);
  });

  it('ends as failed with the reason of the agent, and keeps what was said', async () => {
    const threadId = system.world.thread(async function* () {
      yield token('half');
      throw new ServiceError('failed_precondition', 'step_limit_reached', 'Too many steps.');
    });
    const frames = await collect(generate(gateway, threadId));
    assert.deepEqual(cases(frames), ['status', 'token', 'error', 'status']);
    const message = system.world.answer(frames[0]!.runId)!;
    assert.deepEqual([messageText(message), message.truncated], ['half', true]);
    assertEnd(frames, RunState.FAILED, 'step_limit_reached', message.id);
  });

  it('leaves no message when nothing was said', async () => {
    const frames = await collect(generate(gateway, system.world.thread(words())));
    assertEnd(frames, RunState.COMPLETED, '', '');
    assert.equal(system.world.answer(frames[0]!.runId), undefined);
  });

  it('tries to record again, and fails the run when it cannot be recorded', async () => {
    let refusals = 2;
    system.world.onRecord = () => {
      if (refusals-- > 0) throw new Error('for a moment');
    };
    const kept = await collect(generate(gateway, system.world.thread(words('a'))));
    assertEnd(kept, RunState.COMPLETED, '', system.world.answer(kept[0]!.runId)!.id);
    system.world.onRecord = () => {
      throw new ServiceError('not_found', 'thread_not_found', 'deleted');
    };
    const lost = await collect(generate(gateway, system.world.thread(words('a'))));
    system.world.onRecord = () => {};
    assert.deepEqual(cases(lost), ['status', 'token', 'error', 'status']);
    assertEnd(lost, RunState.FAILED, 'answer_not_recorded', '');
  });

  it('ends a run that takes too long, also when its agent does not listen', async () => {
    const impatient = await system.gateway({ runTimeoutMs: 300 });
    const threadId = system.world.thread(async function* () {
      yield token('slow');
      await new Promise(() => {});
    });
    const frames = await collect(generate(impatient, threadId));
    assertEnd(frames, RunState.FAILED, 'run_time_out', system.world.answer(frames[0]!.runId)!.id);
    await impatient.stop();
  });

  it('sends heartbeats that repeat the last index while nothing happens', async () => {
    const lively = await system.gateway({ heartbeatIntervalMs: 10 });
    const go = gate();
    const threadId = system.world.thread(async function* () {
      yield token('x');
      await go.opened;
    });
    const beats: Frame[] = [];
    let first: Frame | undefined;
    for await (const { frame } of lively.inference.generate({ threadId, idempotencyKey: 'h' }, as('ada'))) {
      first ??= frame;
      if (frame?.payload.case === 'heartbeat' && frame.index === 2) beats.push(frame);
      if (beats.length === 3) go.open();
    }
    assert.deepEqual([first?.payload.case, first?.index], ['heartbeat', 0], 'a connection begins with one');
    assert.ok(beats.length >= 3);
    const [{ resumeToken }] = beats as [Frame];
    const rest = await collect(resume(lively, { resumeToken }));
    assert.deepEqual(
      rest.map((frame) => frame.index),
      [3],
    );
    await lively.stop();
  });

  it('shows runs to their owner only', async () => {
    const frames = await collect(generate(gateway, system.world.thread(words('secret'))));
    const { runId, resumeToken } = frames[1]!;
    for (const who of [{ user: 'bob' }, { tenant: 'globex' }]) {
      const stranger = as(who.user ?? 'ada', who.tenant);
      await assertRefused(gateway.inference.getRun({ runId }, stranger), 'run_not_found');
      await assertRefused(collect(resume(gateway, { resumeToken }, who)), 'run_not_found');
      const cancel = gateway.inference.cancelRun({ run: { case: 'runId', value: runId } }, stranger);
      await assertRefused(cancel, 'run_not_found');
    }
    await assertRefused(collect(resume(gateway, { resumeToken: 'garbage' })), 'resume_token_invalid');
  });

  it('isolates tenants in every table', () => assertRowLevelSecurity(system.admin, 'gateway'));

  it('records only events that the contract knows', async () => {
    const schemas = { RunCreated: RunCreatedSchema, RunStarted: RunStartedSchema, RunEnded: RunEndedSchema };
    const { events } = await createEventStore({ pool: system.pool, schema: 'gateway' }).readAll();
    assert.deepEqual(new Set(events.map((event) => event.type)), new Set(Object.keys(schemas)));
    for (const { type, data } of events) fromJson(schemas[type as keyof typeof schemas], data as JsonValue);
  });
});
