import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { ModelCallState } from '@ameide/contracts/usage/v1/model_usage';
import { ServiceError } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import { type AgentEvent, as, collect, gate, generate, startSystem, type TestSystem, token } from './harness.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem();
  await system.admin.query(
    `insert into gateway.prices (tenant_id, provider, model, valid_from, input_nano, cache_read_nano, cache_write_nano, output_nano)
     values ('*', 'openai', 'm', '-infinity', 1000000, 100000, 2000000, 4000000),
       ('acme', 'openai', 'own', '-infinity', 7000000, 0, 0, 0), ('globex', 'openai', 'm', '-infinity', 9000000, 0, 0, 0)`,
  );
});
after(() => system.close());

const { RUNNING, COMPLETED, FAILED } = ModelCallState;

function modelCall(
  step: number,
  state: ModelCallState,
  counts: Counts | undefined,
  attempt = 1,
  model = 'm',
): AgentEvent {
  const usage = counts && {
    ...{ inputTokens: BigInt(counts.input ?? 0), cacheReadTokens: BigInt(counts.cached ?? 0) },
    ...{ outputTokens: BigInt(counts.output ?? 0), provider: 'openai', model, estimated: state === RUNNING },
  };
  return { case: 'modelCall', value: { step, attempt, provider: 'openai', model, state, usage } };
}
type Counts = { readonly input?: number; readonly cached?: number; readonly output?: number };

async function ledgerOf(runId: string) {
  const { rows } = await system.admin.query(
    `select step, attempt, kind, state, reason, input_tokens::int as input, cache_read_tokens::int as cached, output_tokens::int as output,
       cost_nano::int as cost, estimated, tenant_id || '/' || user_id || '/' || agent_id as who
     from gateway.ledger where run_id = $1 order by step, attempt, kind desc`,
    [runId],
  );
  return rows.map(({ step, attempt, kind, state, input, cached, output, cost, estimated }) =>
    [step, attempt, kind, state, input, cached, output, cost, estimated ? 'estimated' : 'counted'].join(' '),
  );
}

it('every call of a model is in the ledger, with what it costs, when its run has ended', async () => {
  const gateway = await system.gateway();
  const thread = system.world.thread(async function* () {
    yield modelCall(1, RUNNING, { input: 12 });
    yield modelCall(1, FAILED, undefined);
    yield modelCall(1, RUNNING, { input: 12 }, 2);
    yield token('Let me look. ');
    yield modelCall(1, COMPLETED, { input: 10, cached: 5, output: 3 }, 2);
    yield modelCall(2, RUNNING, { input: 20 }, 1, 'unknown');
    yield token('Here.');
    yield modelCall(2, COMPLETED, { input: 20, output: 2 }, 1, 'unknown');
  });
  const [frame] = await collect(generate(gateway, thread));
  assert.deepEqual(await ledgerOf(frame!.runId), [
    '1 1 call failed 0 0 0 0 estimated',
    // 10 x 1 + 5 x 0.1 + 3 x 4, rounded up
    '1 2 call completed 10 5 3 23 counted',
    '2 1 call completed 20 0 2  counted',
  ]);
});

it('what a call has used is estimated where nobody counts it: cancelled, or broken off', async () => {
  const gateway = await system.gateway();
  const go = gate();
  const thread = system.world.thread(async function* (_request, signal) {
    yield modelCall(1, RUNNING, { input: 12 });
    yield token('some words');
    go.open();
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const key = randomUUID();
  const running = collect(generate(gateway, thread, key));
  await go.opened;
  await gateway.inference.cancelRun({ run: { case: 'idempotencyKey', value: key } }, as('ada'));
  const [frame] = await running;
  const [line] = await ledgerOf(frame!.runId);
  assert.match(line!, /^1 1 call cancelled 12 0 [0-4] \d+ estimated$/);

  const failing = system.world.thread(async function* () {
    yield modelCall(1, RUNNING, { input: 12 });
    yield token('some words');
    throw new ServiceError('unavailable', 'model_unavailable', 'The model has failed.');
  });
  const [failed] = await collect(generate(gateway, failing));
  assert.deepEqual(await ledgerOf(failed!.runId), ['1 1 call cancelled 12 0 4 28 estimated']);
});

it('a run that is taken over posts each call once; what is counted later than it was estimated is adjusted', async () => {
  const gateway = await system.gateway({ retryDelayMs: 1 });
  let attempts = 0;
  const thread = system.world.thread(async function* () {
    attempts += 1;
    if (attempts === 1) {
      yield modelCall(1, RUNNING, { input: 12 });
      yield token('some words');
      throw new ServiceError('unavailable', 'server_stopping', 'Elsewhere.');
    }
    yield { case: 'snapshot', value: { text: 'some words' } };
    yield modelCall(1, COMPLETED, { input: 10, output: 3 });
    yield modelCall(2, COMPLETED, { input: 1, output: 1 }, 1001);
  });
  const [frame] = await collect(generate(gateway, thread));
  await until(async () => (await ledgerOf(frame!.runId)).length === 3);
  assert.deepEqual(await ledgerOf(frame!.runId), [
    '1 1 call cancelled 12 0 4 28 estimated',
    '1 1 adjustment completed -2 0 -1 -6 counted',
    '2 1001 call completed 1 0 1 5 counted',
  ]);
});

it('a tenant has its own prices before those of everybody, and nobody else has them', async () => {
  const gateway = await system.gateway();
  const answer = async function* (): AsyncGenerator<AgentEvent> {
    yield modelCall(1, COMPLETED, { input: 1 }, 1, 'own');
    yield modelCall(2, COMPLETED, { input: 1 }, 1, 'm');
  };
  const thread = system.world.thread(answer);
  const cost = async (tenantId: string) => {
    const stream = (signal: AbortSignal) =>
      gateway.inference.generate({ threadId: thread, idempotencyKey: randomUUID() }, as('ada', tenantId, { signal }));
    const [frame] = await collect(stream);
    return (await ledgerOf(frame!.runId)).map((line) => line.split(' ')[7]);
  };
  assert.deepEqual(
    [await cost('acme'), await cost('globex')],
    [
      ['7', '1'],
      ['', '9'],
    ],
  );
});
