import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { PlanAssignmentService } from '@ameide/contracts/usage/v1/plan_assignment_service';
import { PlanService } from '@ameide/contracts/usage/v1/plan_service';
import { createInProcessRateLimits } from '@ameide/rate-limits';
import { errorDetail } from '@ameide/service-kit/errors';
import { refusedWith } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  as,
  collect,
  type GatewayInstance,
  gate,
  generate,
  type Script,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

/** What the plan `free` allows a person. */
const FREE = { requests: 20, tokens: 40_000, runs: 2, streams: 16 };

let system: TestSystem;
let now = 1_800_000_000_000;
let replicas: readonly [GatewayInstance, GatewayInstance];

before(async () => {
  system = await startSystem();
  // Two replicas with the same limits, whose time passes when the test says so.
  const limits = createInProcessRateLimits({ now: () => now });
  const replica = () => system.gateway({}, undefined, undefined, limits);
  replicas = [await replica(), await replica()];
  await assign('free', 'acme');
});
after(() => system.close());

const assign = (planId: string, tenant: string) =>
  replicas[0].client(PlanAssignmentService).assignPlan({ plan: planId }, as('operator', tenant));
const planOf = async (tenant: string) => (await replicas[0].client(PlanService).getPlan({}, as('ada', tenant))).plan!;
const said: Script = async function* () {
  yield token('Done.');
};
const using = (tokens: number): Script =>
  async function* () {
    yield { case: 'usage', value: { inputTokens: tokens, outputTokens: 0, model: 'offline' } };
    yield token('Done.');
  };
const ask = (n: number, user: string, script: Script = said, key: string = randomUUID()) =>
  collect(generate(replicas[n % 2]!, system.world.thread(script), key, { user }));

/** What a call was refused with; undefined when it was not. */
async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown> | undefined> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => ConnectError.from(reason),
  );
  return error && { code: error.code, reason: errorDetail(error)?.reason, ...errorDetail(error)?.metadata };
}
const limited = (dimension: string, limit: number, more = {}) => ({
  ...{ code: Code.ResourceExhausted, reason: 'rate_limited', dimension, scope: 'user', limit: String(limit) },
  ...more,
});

test('a tenant has the plan that it was given, else the one of all others', async () => {
  assert.deepEqual([(await planOf('acme')).id, (await planOf('globex')).id], ['free', 'enterprise']);
  assert.equal((await planOf('acme')).perUser?.requests, BigInt(FREE.requests));
  assert.equal((await assign('team', 'globex')).plan?.id, 'team');
  assert.equal((await assign('', 'globex')).plan?.id, 'enterprise');
  const { plans } = await replicas[0].client(PlanService).listPlans({}, as('ada'));
  assert.deepEqual(
    plans.map(({ id }) => id),
    ['enterprise', 'free', 'team'],
  );
  await assert.rejects(assign('golden', 'globex'), refusedWith(Code.NotFound, 'plan_not_found'));
});

test('of many answers at once as many begin as the plan allows, over all replicas, and the next when one has ended', async () => {
  const go = gate();
  const waiting: Script = async function* () {
    yield token('Wait. ');
    await go.opened;
  };
  const asked = Array.from({ length: 12 }, (_, n) =>
    ask(n, 'runs', waiting).then(
      () => 'answered',
      (error) => error,
    ),
  );
  const first = Promise.all(asked);
  await until(async () => {
    const { rowCount } = await system.admin.query("select from gateway.runs where requested_by = 'runs'");
    return rowCount === FREE.runs;
  });
  const refused = await refusalOf(ask(1, 'runs'));
  assert.deepEqual(
    { ...refused, retry_after_ms: undefined },
    limited('runs', FREE.runs, { retry_after_ms: undefined }),
  );
  go.open();
  const ends = await first;
  assert.equal(ends.filter((end) => end === 'answered').length, FREE.runs);
  await until(async () => (await refusalOf(ask(0, 'runs'))) === undefined);
});

test('requests of a minute are those of the plan: no more, with the time to wait, and a repeat is none', async () => {
  const key = randomUUID();
  const threadId = system.world.thread(said);
  const repeat = () => collect(generate(replicas[1], threadId, key, { user: 'requests' }));
  await repeat();
  for (let n = 1; n < FREE.requests; n++) {
    await until(async () => {
      const refused = await refusalOf(ask(n, 'requests', using(0)));
      // The run before this one may be about to end.
      if (refused !== undefined) assert.equal(refused.dimension, 'runs');
      return refused === undefined;
    });
  }
  const error = await ask(0, 'requests').then(
    () => assert.fail('a request too many'),
    (reason: unknown) => ConnectError.from(reason),
  );
  assert.deepEqual(
    await refusalOf(Promise.reject(error)),
    limited('requests', FREE.requests, { retry_after_ms: '3000' }),
  );
  assert.match(error.message, /You have 20 requests a minute.*Try again in 3 s\./);
  assert.equal(error.metadata.get('retry-after'), '3');
  assert.equal(error.metadata.get('retry-after-ms'), '3000');
  await repeat();
  now += 3_000;
  assert.equal(await refusalOf(ask(0, 'requests')), undefined);
  assert.equal((await refusalOf(ask(1, 'requests')))?.dimension, 'requests');
  assert.equal(await refusalOf(ask(1, 'somebody else')), undefined);
});

test('tokens of a minute are taken by estimate and corrected by what was used', async () => {
  await ask(0, 'tokens', using(FREE.tokens + 2_000));
  await until(async () => (await refusalOf(ask(1, 'tokens')))?.dimension === 'tokens');
  const wait = (2_000 + 2_000) * (60_000 / FREE.tokens);
  assert.deepEqual(await refusalOf(ask(1, 'tokens')), limited('tokens', FREE.tokens, { retry_after_ms: String(wait) }));
  now += wait;
  assert.equal(await refusalOf(ask(1, 'tokens', using(1))), undefined);
});

test('streams at once are those of the plan, until one ends', async () => {
  const threadId = system.world.thread(said);
  const gone: AbortController[] = [];
  const open = async (n: number) => {
    const leaving = new AbortController();
    const options = as('streams', 'acme', { signal: leaving.signal });
    const stream = replicas[n % 2]!.inference.watchRuns({ threadId }, options)[Symbol.asyncIterator]();
    await stream.next();
    gone.push(leaving);
  };
  await Promise.all(Array.from({ length: FREE.streams }, (_, n) => open(n)));
  assert.equal((await refusalOf(open(0)))?.dimension, 'streams');
  assert.equal((await refusalOf(ask(1, 'streams')))?.dimension, 'streams');
  gone[0]!.abort();
  await until(async () => (await refusalOf(open(1))) === undefined);
  assert.equal((await refusalOf(open(1)))?.dimension, 'streams');
  for (const leaving of gone) leaving.abort();
});
