import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { UsageGrouping, UsageService, type UsageSum } from '@ameide/contracts/usage/v1/usage_service';
import { refusedWith } from '@ameide/service-kit/testing';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type Client, Code } from '@connectrpc/connect';
import { as, startSystem, type TestSystem } from './harness.ts';

let system: TestSystem;
let usage: Client<typeof UsageService>;
const thread = randomUUID();
const run = randomUUID();
const admin = as('root', 'acme', { roles: ['graph.admin'] });
const time = (text: string) => timestampFromDate(new Date(text));

interface Call {
  readonly at: string;
  readonly user?: string;
  readonly tenant?: string;
  readonly model?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly runId?: string;
  readonly step?: number;
  readonly tokens: readonly [input: number, cached: number, output: number];
  readonly cost: string | null;
  readonly estimated?: boolean;
}

async function post(call: Call): Promise<void> {
  const { at, user = 'ada', tenant = 'acme', model = 'large', kind = 'call', state = 'completed', tokens, cost } = call;
  await system.admin.query(
    `insert into gateway.ledger (tenant_id, run_id, step, attempt, kind, user_id, agent_id, thread_id, provider, model, state, reason,
       input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano, estimated, called_at)
     values ($1, $2, $3, 1, $4, $5, 'bpmn', $6, 'openai', $7, $8, '', $9, $10, 0, $11, 0, $12, $13, $14)`,
    [
      ...[tenant, call.runId ?? randomUUID(), call.step ?? 1, kind, user, thread, model, state],
      ...[...tokens, cost, call.estimated ?? false, at],
    ],
  );
}

before(async () => {
  system = await startSystem();
  const gateway = await system.gateway();
  usage = gateway.client(UsageService);
  await post({ at: '2026-03-01T12:00:00Z', tokens: [100, 50, 20], cost: '1500000001', runId: run });
  await post({ at: '2026-03-01T12:01:00Z', tokens: [10, 0, 2], cost: '7', runId: run, step: 2, estimated: true });
  await post({ at: '2026-03-01T12:01:00Z', tokens: [-4, 0, 1], cost: '-3', runId: run, step: 2, kind: 'adjustment' });
  await post({ at: '2026-03-02T23:30:00Z', tokens: [5, 0, 0], cost: null, model: '=small', state: 'failed' });
  await post({ at: '2026-03-02T12:00:00Z', tokens: [9, 0, 9], cost: '9007199254740993', user: 'eve' });
  await post({ at: '2026-03-02T12:00:00Z', tokens: [1, 1, 1], cost: '1', tenant: 'globex' });
});
after(() => system.close());

const { DAY, MONTH, USER, MODEL } = UsageGrouping;
const short = ({
  time: at,
  userId,
  model,
  runs,
  calls,
  inputTokens,
  cacheReadTokens,
  outputTokens,
  costNanoUsd,
}: UsageSum) => [at, userId, model, runs, calls, inputTokens, cacheReadTokens, outputTokens, costNanoUsd].join(' ');
const query = async (request: Parameters<typeof usage.queryUsage>[0], options = as('ada')) =>
  (await usage.queryUsage(request, options)).sums.map(short);

test('a person sees what their own calls have used, adjusted, by what they ask for', async () => {
  const byDay = ['2026-03-02  =small 1 1 5 0 0 0', '2026-03-01  large 1 2 106 50 23 1500000005'];
  assert.deepEqual(await query({ groupBy: [DAY, MODEL] }), byDay);
  assert.deepEqual(await query({ groupBy: [MONTH] }), ['2026-03   2 3 111 50 23 1500000005']);
  assert.deepEqual(await query({}), ['   2 3 111 50 23 1500000005']);
  assert.deepEqual(await query({ groupBy: [DAY], timeZone: 'Europe/Berlin' }), [
    '2026-03-03   1 1 5 0 0 0',
    '2026-03-01   1 2 106 50 23 1500000005',
  ]);
  const { total } = await usage.queryUsage({ groupBy: [DAY] }, as('ada'));
  assert.deepEqual([total?.failedCalls, total?.unpricedCalls, total?.estimatedCalls], [1, 1, 0]);
  assert.deepEqual(await query({ groupBy: [DAY] }, as('nobody')), []);
  assert.equal((await usage.queryUsage({}, as('nobody'))).total?.calls, 0);
  const filters = { calledAfter: time('2026-03-02T00:00:00Z'), calledBefore: time('2026-03-03T00:00:00Z') };
  assert.deepEqual(await query({ filter: { ...filters, threadId: thread, model: '=small' } }), ['   1 1 5 0 0 0']);
  assert.deepEqual(await query({ filter: { ...filters, agentId: 'chat' } }), []);
  await assert.rejects(query({ timeZone: 'Europe/Atlantis' }), refusedWith(Code.InvalidArgument, 'time_zone_unknown'));
});

test("administrators see everybody's in their tenant, others do not, whatever they ask", async () => {
  const everybody = { filter: { everybody: true }, groupBy: [USER] };
  assert.deepEqual(await query(everybody, admin), [
    ' ada  2 3 111 50 23 1500000005',
    ' eve  1 1 9 0 9 9007199254740993',
  ]);
  assert.deepEqual(await query({ ...everybody, filter: { everybody: true, userId: 'eve' } }, admin), [
    ' eve  1 1 9 0 9 9007199254740993',
  ]);
  assert.deepEqual(await query({ filter: { userId: 'eve' }, groupBy: [USER] }), [' ada  2 3 111 50 23 1500000005']);
  const other = as('carol', 'globex', { roles: ['graph.admin'] });
  assert.deepEqual(await query(everybody, other), [' ada  1 1 1 1 1 1']);
  const refused = refusedWith(Code.PermissionDenied, 'role_required');
  await assert.rejects(query(everybody, as('ada', 'acme', { roles: ['graph.owner'] })), refused);
});

test('pages hold each sum once, and the total only the first one', async () => {
  const [sums, totals] = [[] as string[], [] as boolean[]];
  for (let pageToken = ''; ; ) {
    const page = await usage.queryUsage(
      { groupBy: [DAY, MODEL, USER], filter: { everybody: true }, pageSize: 1, pageToken },
      admin,
    );
    sums.push(...page.sums.map(({ time: at, userId }) => `${at} ${userId}`));
    totals.push(page.total !== undefined);
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  assert.deepEqual(sums, ['2026-03-02 ada', '2026-03-02 eve', '2026-03-01 ada']);
  assert.deepEqual(totals, [true, false, false]);
});

test('the export has every row of the ledger, and no formulas', async () => {
  const pieces: string[] = [];
  for await (const { csv } of usage.exportUsage({}, as('ada'))) pieces.push(csv);
  const lines = pieces.join('').split('\r\n');
  assert.equal(lines.pop(), '');
  assert.match(lines[0]!, /^called_at,run_id,.*,cost_nano_usd,estimated,cost_usd$/);
  assert.equal(lines.length, 5);
  const start = `2026-03-01T12:00:00.000000Z,${run},1,1,call,ada,bpmn,${thread},openai,large,completed,`;
  assert.equal(lines[1], `${start},100,50,0,20,0,1500000001,false,1.500000001`);
  assert.ok(lines.some((line) => line.endsWith(',-4,0,0,1,0,-3,false,-0.000000003')));
  assert.match(lines[4]!, /,openai,'=small,failed,,5,0,0,0,0,,false,$/);
});

test('a bill is compared by day and model, in both directions, to the unit', async () => {
  const request = {
    provider: 'openai',
    calledAfter: time('2026-03-01T00:00:00Z'),
    calledBefore: time('2026-04-01T00:00:00Z'),
  };
  const line = (day: string, model: string, input: number, cached: number, output: number, cost: bigint) => ({
    ...{ day, model, inputTokens: BigInt(input), cacheReadTokens: BigInt(cached), outputTokens: BigInt(output) },
    costNanoUsd: cost,
  });
  const lines = [
    line('2026-03-01', 'large', 100, 50, 20, 1_500_000_000n),
    line('2026-03-01', 'large', 6, 0, 3, 5n),
    line('2026-03-02', 'large', 8, 0, 9, 9_007_199_254_740_994n),
    line('2026-03-05', 'large', 1, 0, 0, 2n),
  ];
  const { differences, matching } = await usage.reconcileUsage({ ...request, lines }, admin);
  assert.equal(matching, 1);
  assert.deepEqual(
    differences.map(({ ledger, bill, difference }) => [
      ...[difference?.day, difference?.model, ledger !== undefined, bill !== undefined],
      ...[difference?.inputTokens, difference?.costNanoUsd],
    ]),
    [
      ['2026-03-02', '=small', true, false, -5n, 0n],
      ['2026-03-02', 'large', true, true, -1n, 1n],
      ['2026-03-05', 'large', false, true, 1n, 2n],
    ],
  );
  await assert.rejects(usage.reconcileUsage(request, as('ada')), refusedWith(Code.PermissionDenied, 'role_required'));
});
