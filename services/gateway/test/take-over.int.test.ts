import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Frame } from '@ameide/contracts/inference/v1/run';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { errorReason, ServiceError } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import { assertEnd, cases } from './assertions.ts';
import {
  as,
  collect,
  gate,
  generate,
  messageText,
  resume,
  type Script,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

const interrupted = () => new ServiceError('unavailable', 'server_stopping', 'The agent runtime stops.');

/** Runs the next script at every execution; each but the first begins with what was said before, as the contract says. */
function inTurn(...scripts: readonly Script[]): Script {
  let executions = 0;
  return (request, signal) => scripts[Math.min(executions++, scripts.length - 1)]!(request, signal);
}

const untilStopped = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));

describe('a run that loses its process', { timeout: 60_000 }, () => {
  let system: TestSystem;
  before(async () => {
    system = await startSystem();
  });
  after(() => system.close());

  const eventsOf = async (runId: string): Promise<string[]> => {
    const { rows } = await system.admin.query('select type from gateway.events where stream = $1 order by position', [
      `run:acme/${runId}`,
    ]);
    return rows.map((row) => row.type);
  };

  it('ends its streams with server_stopping when it stops, and goes on in another process', async () => {
    const first = await system.gateway();
    const threadId = system.world.thread(
      inTurn(
        async function* (_request, signal) {
          yield token('first ');
          yield token('lost ');
          await untilStopped(signal);
        },
        async function* () {
          yield { case: 'snapshot', value: { text: 'first ', usage: { inputTokens: 3 } } };
          yield token('second');
        },
      ),
    );
    const seen: Frame[] = [];
    const client = new AbortController();
    const reading = (async () => {
      for await (const { frame } of generate(first, threadId)(client.signal)) seen.push(frame!);
    })();
    await until(() => shownText(seen) === 'first lost ');
    await first.stop();
    await assert.rejects(reading, (error) => errorReason(error) === 'server_stopping');
    assert.equal(shownText(seen), 'first lost ');

    const second = await system.gateway();
    const rest = await collect(resume(second, seen.at(-1)!));
    assert.deepEqual(cases(rest), ['snapshot', 'token', 'status']);
    assert.ok(rest[0]!.index > seen.at(-1)!.index);
    const { runId } = seen[0]!;
    const message = system.world.answer(runId)!;
    assert.equal(messageText(message), shownText([...seen, ...rest]));
    assert.equal(messageText(message), 'first second');
    assertEnd(rest, RunState.COMPLETED, '', message.id);
    const { run } = await second.inference.getRun({ runId }, as('ada'));
    assert.deepEqual([run?.attempt, run?.usage?.inputTokens], [2, 3]);
    await second.stop();
  });

  it('has one answer and one end when a process works on after its lease was lost', async () => {
    const forgetful = await system.gateway({ pollIntervalMs: 3_600_000, heartbeatIntervalMs: 20 });
    const started = gate();
    const go = gate();
    const threadId = system.world.thread(
      inTurn(
        async function* () {
          yield token('old');
          started.open();
          await go.opened;
          yield token(' and late');
        },
        async function* () {
          yield { case: 'snapshot', value: { text: '' } };
          yield token('new');
        },
      ),
    );
    const key = randomUUID();
    const stale = collect(generate(forgetful, threadId, key));
    await started.opened;
    await system.admin.query(`update gateway.run_leases set expires_at = '-infinity'`);
    const other = await system.gateway();
    const taken = await collect(generate(other, threadId, key));
    const { runId } = taken[0]!;
    const message = system.world.answer(runId)!;
    assert.equal(messageText(message), 'new');
    assertEnd(taken, RunState.COMPLETED, '', message.id);
    // Both for the same person, who may do the same.
    const [before, after] = system.world.executedFor.slice(-2);
    assert.deepEqual([after?.actorId, [...after!.roles]], [before?.actorId, ['graph.contributor']]);

    go.open();
    const shown = await stale;
    assert.deepEqual(cases(shown).slice(-2), ['snapshot', 'status']);
    assert.equal(shownText(shown), 'new');
    assertEnd(shown, RunState.COMPLETED, '', message.id);
    assert.deepEqual(await eventsOf(runId), ['RunCreated', 'RunStarted', 'RunStarted', 'RunEnded']);
    const { rows: origins } = await system.admin.query(
      `select distinct metadata ->> 'actor' as actor, metadata ->> 'correlationId' <> '' as correlated
       from gateway.events where stream = $1`,
      [`run:acme/${runId}`],
    );
    assert.deepEqual(origins, [{ actor: 'ada', correlated: true }]);
    assert.deepEqual(system.world.answers(runId), [message]);
    await Promise.all([forgetful.stop(), other.stop()]);
  });

  it('is taken over by exactly one of several processes', async () => {
    const first = await system.gateway();
    const threadId = system.world.thread(
      inTurn(
        async function* (_request, signal) {
          yield token('x');
          await untilStopped(signal);
        },
        async function* () {
          yield token('y');
        },
      ),
    );
    const key = randomUUID();
    const seen = await collect(generate(first, threadId, key), (frame) => frame.payload.case === 'token');
    await first.stop();
    const others = await Promise.all(Array.from({ length: 4 }, () => system.gateway()));
    const endings = await Promise.all(others.map((other) => collect(resume(other, seen.at(-1)!))));
    const { runId } = seen[0]!;
    for (const frames of endings) {
      assert.equal(shownText(frames), 'y');
      assertEnd(frames, RunState.COMPLETED, '', system.world.answer(runId)!.id);
    }
    assert.equal(system.world.executionsOf(runId), 2);
    await Promise.all(others.map((other) => other.stop()));
  });

  it('is taken over at the start of the next process of the same host', async () => {
    const lost = await system.gateway({ host: 'laptop', pollIntervalMs: 3_600_000 });
    const started = gate();
    const threadId = system.world.thread(
      inTurn(
        async function* (_request, signal) {
          yield token('lost');
          started.open();
          await untilStopped(signal);
        },
        async function* () {
          yield token('on the same laptop');
        },
      ),
    );
    const key = randomUUID();
    const reading = collect(generate(lost, threadId, key), () => true);
    await started.opened;
    const elsewhere = await system.gateway({ host: 'server', takeOverAtStart: true });
    const next = await system.gateway({ host: 'laptop', takeOverAtStart: true });
    const frames = await collect(generate(next, threadId, key));
    assert.equal(shownText(frames), 'on the same laptop');
    await reading;
    await Promise.all([elsewhere.stop(), next.stop(), lost.stop()]);
  });

  it('goes on after the agent runtime was interrupted, without its client noticing more than a snapshot', async () => {
    const gateway = await system.gateway();
    const threadId = system.world.thread(
      inTurn(
        async function* () {
          yield token('one ');
          throw interrupted();
        },
        async function* () {
          yield { case: 'snapshot', value: { text: 'one ' } };
          yield token('two');
        },
      ),
    );
    const frames = await collect(generate(gateway, threadId));
    assert.deepEqual(cases(frames), ['status', 'token', 'snapshot', 'token', 'status']);
    assert.equal(shownText(frames), 'one two');
    assert.equal(messageText(system.world.answer(frames[0]!.runId)), 'one two');
    await gateway.stop();
  });

  it('is not kept waiting by a run that nobody can take over', async () => {
    const lostRun = randomUUID();
    await system.admin.query(
      `insert into gateway.run_leases (tenant_id, run_id, owner, attempt, expires_at, message_count, may_propose, request_id)
       values ('acme', $1, 'test/gone', 1, '-infinity', 1, false, '')`,
      [lostRun],
    );
    const gateway = await system.gateway();
    const threadId = system.world.thread(
      inTurn(
        async function* () {
          yield token('one ');
          throw interrupted();
        },
        async function* () {
          yield token('two');
        },
      ),
    );
    const frames = await collect(generate(gateway, threadId));
    assertEnd(frames, RunState.COMPLETED, '', system.world.answer(frames[0]!.runId)!.id);
    await gateway.stop();
    await system.admin.query('delete from gateway.run_leases where run_id = $1', [lostRun]);
  });

  it('fails after three attempts, and keeps what was said', async () => {
    const gateway = await system.gateway();
    const threadId = system.world.thread(async function* () {
      yield token('again');
      throw interrupted();
    });
    const frames = await collect(generate(gateway, threadId));
    const { runId } = frames[0]!;
    const message = system.world.answer(runId)!;
    assert.deepEqual([messageText(message), message.truncated], ['again', true]);
    assert.deepEqual(cases(frames).slice(-3), ['snapshot', 'error', 'status']);
    assertEnd(frames, RunState.FAILED, 'attempts_exhausted', message.id);
    assert.equal(system.world.executionsOf(runId), 3);
    assert.equal((await gateway.inference.getRun({ runId }, as('ada'))).run?.attempt, 3);
    await gateway.stop();
  });

  it('stays cancelled when the owner died before it could end it', async () => {
    const lost = await system.gateway({ pollIntervalMs: 3_600_000 });
    const threadId = system.world.thread(async function* (_request, signal) {
      yield token('half');
      await untilStopped(signal);
    });
    const seen = await collect(generate(lost, threadId), (frame) => frame.payload.case === 'token');
    await lost.stop();
    const { runId } = seen[0]!;
    await system.admin.query('update gateway.run_leases set cancel_requested = true where run_id = $1', [runId]);
    const next = await system.gateway();
    const rest = await collect(resume(next, seen.at(-1)!));
    assert.deepEqual(cases(rest), ['snapshot', 'status']);
    assert.equal(shownText(rest), 'half');
    assertEnd(rest, RunState.CANCELLED, 'cancelled_by_user', system.world.answer(runId)!.id);
    assert.equal(system.world.executionsOf(runId), 1);
    await next.stop();
  });
});
