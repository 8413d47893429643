import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { BudgetPeriod, BudgetScope, BudgetService, BudgetUnit } from '@ameide/contracts/usage/v1/budget_service';
import { MeteringService } from '@ameide/contracts/usage/v1/metering_service';
import { ModelCallState } from '@ameide/contracts/usage/v1/model_usage';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { refusedWith } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { Code } from '@connectrpc/connect';
import { assertEnd } from './assertions.ts';
import {
  as,
  collect,
  generate,
  type Script,
  SECRET,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

const { TENANT, USER, RUN } = BudgetScope;
const { MONEY, TOKENS } = BudgetUnit;
const { MONTH, UNSPECIFIED } = BudgetPeriod;
const { RUNNING, COMPLETED } = ModelCallState;
const internal = createInternalCaller(SECRET);
const admin = (tenantId: string) => as('root', tenantId, { roles: ['graph.admin'] });

let system: TestSystem;
let gateway: Awaited<ReturnType<TestSystem['gateway']>>;
before(async () => {
  system = await startSystem();
  gateway = await system.gateway();
  await system.admin.query(
    `insert into gateway.prices (tenant_id, provider, model, valid_from, input_nano, cache_read_nano, cache_write_nano, output_nano)
     values ('*', 'openai', 'm', '-infinity', 1000000, 500000, 1000000, 2000000)`,
  );
});
after(() => system.close());

/** A runtime that reserves a call, and then says so many words, a token each. */
function saying(words: number, { maxInput = 100, counted = true, model = 'm' } = {}): Script & { said(): number } {
  let said = 0;
  const script: Script = async function* ({ runId, metered }, signal) {
    const call = { step: 1, attempt: 1, provider: 'openai', model };
    let grantedOutputTokens = 0;
    if (metered) {
      const options = internal.options({
        tenantId: 'acme',
        actorId: 'ada',
        roles: ['graph.viewer'],
        runId,
        agentId: 'bpmn',
      });
      const sizes = { maxInputTokens: BigInt(maxInput), inputTokens: 20n };
      ({ grantedOutputTokens } = await gateway
        .client(MeteringService)
        .reserveModelCall({ runId, ...call, ...sizes }, options));
    }
    const usage = { inputTokens: 20n, estimated: true };
    yield { case: 'modelCall', value: { ...call, state: RUNNING, grantedOutputTokens, usage } };
    for (said = 0; said < words; said++) {
      signal.throwIfAborted();
      yield token('on ');
    }
    const used = { inputTokens: 20n, outputTokens: BigInt(words), provider: 'openai', model };
    if (counted) yield { case: 'modelCall', value: { ...call, state: COMPLETED, usage: used } };
  };
  return Object.assign(script, { said: () => said });
}

async function set(budget: object, tenantId = 'acme') {
  const answer = await gateway.client(BudgetService).setBudget({ budget }, admin(tenantId));
  return answer.budget!;
}

async function drop(...budgets: { readonly id: string }[]) {
  for (const { id } of budgets) await gateway.client(BudgetService).deleteBudget({ budgetId: id }, admin('acme'));
}

const balanceOf = async (user: string, tenantId = 'acme') => {
  const { balances } = await gateway.client(BudgetService).getBalance({ agentId: 'bpmn' }, as(user, tenantId));
  return balances.map(({ posted, held, left }) => [posted, held, left].join(' '));
};

it('an answer stops where the budget ends: what was said stays, and what was used is paid', async () => {
  // 100 read and 256 written are held at first: 612. Read were 20, so that 1,190 would do; the bound counts until it is known.
  const budget = await set({ scope: USER, scopeId: 'ada', unit: MONEY, period: MONTH, amount: 900n });
  const script = saying(100_000);
  const frames = await collect(generate(gateway, system.world.thread(script)));
  assertEnd(frames, RunState.FAILED, 'budget_exceeded', system.world.answer(frames[0]!.runId)!.id);
  const told = shownText(frames).trim().split(' ').length;
  assert.equal(told, 400);
  assert.ok(script.said() <= 400 + 16, `${script.said()}`);
  // 20 x 1 + 400 x 2
  assert.deepEqual(await balanceOf('ada'), ['820 0 80']);
  const error = frames.find(({ payload }) => payload.case === 'error')?.payload.value;
  assert.match(JSON.stringify(error), /Your budget for this month is used up; there is more at 20/);
  await drop(budget);
});

it('a call that does not fit is not made; nothing left is said before a run is there', async () => {
  const budget = await set({ scope: TENANT, unit: TOKENS, period: MONTH, amount: 1_000_000n });
  const before = BigInt((await balanceOf('ada'))[0]!.split(' ')[0]!);
  const tight = await set({ scope: TENANT, unit: TOKENS, period: MONTH, amount: before + 300n });
  assert.equal(tight.id, budget.id);
  const frames = await collect(generate(gateway, system.world.thread(saying(10))));
  assertEnd(frames, RunState.FAILED, 'budget_exceeded', '');
  assert.deepEqual(await balanceOf('ada'), [`${before} 0 300`]);

  await set({ scope: TENANT, unit: TOKENS, period: MONTH, amount: before });
  const threadId = system.world.thread(saying(10));
  await assert.rejects(collect(generate(gateway, threadId)), refusedWith(Code.ResourceExhausted, 'budget_exceeded'));
  const { rows } = await system.admin.query('select from gateway.runs where thread_id = $1', [threadId]);
  assert.equal(rows.length, 0);
  await drop(budget);
});

it('a model without a price is not called under a budget in money, and may be where only tokens are bound', async () => {
  const money = await set({ scope: RUN, scopeId: '*', unit: MONEY, period: UNSPECIFIED, amount: 1_000_000n });
  const frames = await collect(generate(gateway, system.world.thread(saying(3, { model: 'new' }))));
  assertEnd(frames, RunState.FAILED, 'model_without_price', '');
  await drop(money);
  const tokens = await set({ scope: RUN, scopeId: '*', unit: TOKENS, period: UNSPECIFIED, amount: 1_000n });
  const answered = await collect(generate(gateway, system.world.thread(saying(3, { model: 'new' }))));
  assertEnd(answered, RunState.COMPLETED, '', system.world.answer(answered[0]!.runId)!.id);
  await drop(tokens);
});

it('a hold whose gateway is gone is settled by another one, as far as was seen', async () => {
  const budget = await set({ scope: USER, scopeId: 'eve', unit: MONEY, period: MONTH, amount: 10_000n });
  const doomed = await system.gateway({ holdDurationMs: 60_000 });
  const thread = system.world.thread(async function* (request, signal) {
    for await (const event of saying(30, { counted: false })(request, signal)) yield event;
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const running = collect(generate(doomed, thread, randomUUID(), { user: 'eve' })).catch(() => undefined);
  const seen = async () => {
    const { rows } = await system.admin.query(
      `select metered_output_tokens as seen from gateway.holds where user_id = 'eve'`,
    );
    return Number(rows[0]?.seen ?? 0);
  };
  await until(async () => (await seen()) === 30);
  assert.deepEqual(await balanceOf('eve'), ['0 612 9388']);
  // As if nobody had refreshed it for so long.
  await until(async () => {
    await system.admin.query(
      `update gateway.holds set expires_at = '-infinity' where user_id = 'eve' and state = 'held'`,
    );
    return (await balanceOf('eve'))[0] === '80 0 9920';
  });
  const { rows } = await system.admin.query(
    `select state, estimated, reason from gateway.ledger where user_id = 'eve'`,
  );
  assert.deepEqual(rows, [{ state: 'cancelled', estimated: true, reason: 'hold_expired' }]);
  await doomed.stop();
  await drop(budget);
  await running;
});

it('prepaid: what is paid in once for a key can be used, and no tenant sees another one', async () => {
  const budgets = gateway.client(BudgetService);
  const budget = await set({ scope: USER, scopeId: '*', unit: MONEY, prepaid: true, amount: 0n });
  await assert.rejects(
    collect(generate(gateway, system.world.thread(saying(1)), randomUUID(), { user: 'zoe' })),
    refusedWith(Code.ResourceExhausted, 'budget_exceeded'),
  );
  const payment = { budgetId: budget.id, amount: 5_000n, idempotencyKey: 'invoice 1' };
  await Promise.all([1, 2, 3].map(() => budgets.topUp(payment, admin('acme'))));
  const frames = await collect(generate(gateway, system.world.thread(saying(10)), randomUUID(), { user: 'zoe' }));
  assertEnd(frames, RunState.COMPLETED, '', system.world.answer(frames[0]!.runId)!.id);
  assert.deepEqual(await balanceOf('zoe'), ['40 0 4960']);
  assert.deepEqual(await balanceOf('zoe', 'globex'), []);
  await assert.rejects(budgets.topUp(payment, admin('globex')), refusedWith(Code.NotFound, 'budget_not_found'));
  await assert.rejects(
    budgets.deleteBudget({ budgetId: budget.id }, admin('globex')),
    refusedWith(Code.NotFound, 'budget_not_found'),
  );
  assert.deepEqual((await budgets.listBudgets({}, admin('globex'))).budgets, []);
  const [only, ...others] = (await budgets.listBudgets({}, admin('acme'))).budgets;
  assert.deepEqual([only?.id, only?.amount, others], [budget.id, 5_000n, []]);
  await assert.rejects(budgets.listBudgets({}, as('ada')), refusedWith(Code.PermissionDenied, 'role_required'));
  await assert.rejects(
    set({ scope: USER, scopeId: '*', unit: MONEY, amount: 1n }),
    refusedWith(Code.InvalidArgument, 'budget_invalid'),
  );
  await drop(budget);
});

it('a call is reserved for the run that its identity names, and no other', async () => {
  const metering = gateway.client(MeteringService);
  const call = { runId: randomUUID(), step: 1, attempt: 1, provider: 'openai', model: 'm' };
  const identity = { tenantId: 'acme', actorId: 'ada', roles: ['graph.viewer'], agentId: 'bpmn' };
  await assert.rejects(
    metering.reserveModelCall(call, internal.options({ ...identity, runId: randomUUID() })),
    refusedWith(Code.NotFound, 'run_not_found'),
  );
  await assert.rejects(
    metering.reserveModelCall(call, internal.options({ ...identity, runId: call.runId })),
    refusedWith(Code.NotFound, 'run_not_found'),
  );
});
