import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { createPool, withTenant } from '@ameide/postgres';
import { createHolds } from '../src/adapters/holds.ts';
import type { PlannedCall } from '../src/app/metering/ports.ts';
import type { CallKey, EndedCall, ModelUsage } from '../src/domain/usage/model-call.ts';
import { startSystem, type TestSystem } from './harness.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem();
  await system.admin.query(
    `insert into gateway.prices (tenant_id, provider, model, valid_from, input_nano, cache_read_nano, cache_write_nano, output_nano)
     values ('*', 'openai', 'm', '-infinity', 1000000, 500000, 2000000, 4000000)`,
  );
});
after(() => system.close());

const call = (planned: Partial<PlannedCall> = {}): PlannedCall => ({
  ...{ step: 1, attempt: 1, provider: 'openai', model: 'm' },
  ...{ maxInputTokens: 100, inputTokens: 50, outputTokens: 50, ...planned },
});

async function newRun(tenantId: string, userId = 'ada'): Promise<{ tenantId: string; runId: string }> {
  const runId = randomUUID();
  await system.admin.query(
    `insert into gateway.runs (tenant_id, id, thread_id, agent_id, requested_by, idempotency_key, phase, attempt, owner, reason, message_id,
       input_tokens, output_tokens, model, created_at) values ($1, $2, $3, 'bpmn', $4, '', 'running', 1, '', '', '', 0, 0, '', now())`,
    [tenantId, runId, randomUUID(), userId],
  );
  return { tenantId, runId };
}

async function budget(tenantId: string, scope: string, scopeId: string, unit: string, amount: number, strict = false) {
  await system.admin.query(
    `insert into gateway.budgets (tenant_id, id, scope, scope_id, unit, period, kind, amount, is_strict)
     values ($1, $2, $3, $4, $5, 'month', 'capped', $6, $7)`,
    [tenantId, randomUUID(), scope, scopeId, unit, amount, strict],
  );
}

it('200 at once with funds for 10, over three replicas: ten are admitted', async () => {
  // 100 x 2 + 50 x 4 = 400 nano-dollars each.
  await budget('many', 'tenant', '', 'money', 4_399);
  const pools = Array.from({ length: 3 }, () =>
    createPool({ connectionString: system.databaseUrl, applicationName: 'replica', max: 8 }),
  );
  const replicas = pools.map((pool) => createHolds(pool, 60_000));
  const runs = await Promise.all(Array.from({ length: 200 }, (_, n) => newRun('many', `user ${n}`)));
  const reserved = await Promise.all(runs.map((run, n) => replicas[n % 3]!.reserve(run, call())));
  assert.equal(reserved.filter((one) => 'granted' in one).length, 10);
  const refused = reserved.find((one) => 'shortage' in one);
  assert.equal(refused && 'shortage' in refused && refused.shortage.scope, 'tenant');
  const { rows } = await system.admin.query(`select posted, held from gateway.balances where tenant_id = 'many'`);
  assert.deepEqual(rows, [{ posted: '0', held: '4000' }]);
  await Promise.all(pools.map((pool) => pool.end()));
});

it('whatever is reserved, extended, settled, expired and told again: no budget is exceeded, and balances are the ledger', async () => {
  const holds = createHolds(system.pool, 60_000);
  const random = mulberry32(20_261_130);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  for (const tenant of ['left', 'right']) {
    await budget(tenant, 'tenant', '', 'money', 16_000);
    await budget(tenant, 'tenant', '', 'tokens', 14_000);
    await budget(tenant, 'user', '*', 'money', 9_000);
    await budget(tenant, 'user', 'ada', 'tokens', 4_000);
    await budget(tenant, 'run', '*', 'money', 2_500, tenant === 'right');
  }
  interface Open extends CallKey {
    readonly run: Run;
    granted: number;
    lost: boolean;
  }
  type Run = Awaited<ReturnType<typeof newRun>>;
  const runs = await Promise.all(
    Array.from({ length: 24 }, (_, n) => newRun(n % 2 === 0 ? 'left' : 'right', pick(['ada', 'bob', 'cyd']))),
  );
  const open: Open[] = [];
  const told: { run: Run; ended: EndedCall }[] = [];
  let step = 0;
  let overrun = 0n;
  const seen = { granted: 0, refused: 0, extended: 0, cut: 0, settled: 0, repeated: 0, expired: 0 };
  const settle = async (run: Run, ended: EndedCall) => {
    const over = await withTenant(system.pool, run.tenantId, (tx) => holds.settle(tx, run.runId, [ended]));
    for (const { money } of over) overrun += money;
    told.push({ run, ended });
  };
  const actions: Record<string, () => Promise<void>> = {
    async reserve() {
      const run = pick(runs);
      const mine = ++step;
      const planned = call({
        step: mine,
        maxInputTokens: upTo(400),
        inputTokens: upTo(200),
        outputTokens: 1 + upTo(100),
      });
      const [one, same] = await Promise.all([holds.reserve(run, planned), holds.reserve(run, planned)]);
      // What is refused may be granted a moment later; what was granted stays.
      const granted = [one, same].flatMap((answer) => ('granted' in answer ? [answer.granted!] : []));
      assert.equal(new Set(granted).size, Math.min(1, granted.length));
      seen[granted.length > 0 ? 'granted' : 'refused'] += 1;
      if (granted.length > 0) open.push({ run, step: mine, attempt: 1, granted: granted[0]!, lost: false });
    },
    async extend() {
      const one = pick(open.filter(({ lost }) => !lost));
      if (one === undefined) return;
      const extended = await holds.extend(one.run, one, 1 + upTo(200), one.granted);
      // It was settled meanwhile.
      if (extended === undefined) return;
      seen[extended.shortage === undefined ? 'extended' : 'cut'] += 1;
      one.granted = Math.max(one.granted, extended.granted);
    },
    async settle() {
      const one = open.splice(Math.floor(random() * open.length), 1)[0];
      if (one === undefined) return;
      seen.settled += 1;
      // Now and then a provider counts more than it was told to write.
      const output = random() < 0.1 ? one.granted + upTo(40) : upTo(one.granted);
      await settle(one.run, ended(one, { outputTokens: output, inputTokens: upTo(40), cacheReadTokens: upTo(20) }));
    },
    async tellAgain() {
      if (told.length === 0) return;
      const { run, ended: before } = pick(told);
      seen.repeated += 1;
      await settle(
        run,
        random() < 0.5 ? before : { ...before, usage: { ...before.usage, estimated: false, outputTokens: upTo(60) } },
      );
    },
    async crash() {
      const one = pick(open);
      if (one === undefined) return;
      one.lost = true;
      await holds.refresh([{ ...one.run, ...one, outputTokens: upTo(one.granted) }]);
      await system.admin.query(
        `update gateway.holds set expires_at = '-infinity' where tenant_id = $1 and run_id = $2 and step = $3`,
        [one.run.tenantId, one.run.runId, one.step],
      );
      if (random() < 0.7) {
        const both = await Promise.all([holds.expire(10), holds.expire(10)]);
        seen.expired += both[0] + both[1];
      }
    },
  };
  const names = ['reserve', 'reserve', 'reserve', 'extend', 'extend', 'settle', 'settle', 'tellAgain', 'crash'];
  for (let n = 0; n < 60; n++) {
    await Promise.all(Array.from({ length: 6 }, () => actions[pick(names)]!()));
    const { rows } = await system.admin.query(
      `select l.* from gateway.balances l join gateway.budgets b using (tenant_id, scope, unit, period)
       where b.scope_id in (l.scope_id, '*') and not (b.scope_id = '*' and exists (select from gateway.budgets o where o.tenant_id = b.tenant_id
         and o.scope = b.scope and o.unit = b.unit and o.scope_id = l.scope_id))
         and tenant_id in ('left', 'right') and l.posted + l.held > b.amount + l.overrun + (select coalesce(sum(greatest(0, case l.unit when 'money'
           then g.cost_nano else g.input_tokens + g.cache_read_tokens + g.output_tokens end)), 0) from gateway.ledger g
           where g.tenant_id = l.tenant_id and g.kind = 'adjustment')`,
    );
    assert.deepEqual(rows, []);
  }
  for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, what);
  const { rows: wrong } = await system.admin.query(
    `select l.tenant_id, l.scope, l.scope_id, l.unit, l.posted, l.held, s.ledger, s.holds from gateway.balances l cross join lateral (
       select coalesce((select sum(case l.unit when 'money' then g.cost_nano
           else g.input_tokens + g.cache_read_tokens + g.cache_write_tokens + g.output_tokens end) from gateway.ledger g
           where g.tenant_id = l.tenant_id and l.scope_id in ('', g.user_id, g.agent_id, g.run_id::text)), 0) as ledger,
         coalesce((select sum(case l.unit when 'money' then h.money else h.tokens end) from gateway.holds h
           where h.tenant_id = l.tenant_id and h.state = 'held' and l.id = any (h.balance_ids)), 0) as holds) s
     where tenant_id in ('left', 'right') and (l.posted <> s.ledger or l.held <> s.holds)`,
  );
  assert.deepEqual(wrong, []);
  const { rows: counted } = await system.admin.query(
    `select sum(overrun) as overrun from gateway.balances where tenant_id in ('left', 'right') and scope = 'tenant' and unit = 'money'`,
  );
  assert.equal(BigInt(counted[0].overrun), overrun);
});

function ended({ step, attempt }: CallKey, usage: Partial<ModelUsage>): EndedCall {
  const nothing = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  return {
    ...{ step, attempt, provider: 'openai', model: 'm', state: 'completed', reason: '', startedAt: Date.now() },
    usage: { ...nothing, model: '', estimated: false, ...usage },
  };
}

/** Numbers from 0 to below 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
