import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { startRedis } from '@ameide/live-streams/testing';
import { AmeideClient } from '@ameide/sdk';
import { createRpcServer } from '@ameide/service-kit/rpc';
import { createTestIssuer, type ServiceUnderTest, startServiceProcess } from '@ameide/service-kit/testing';
import { cases } from './assertions.ts';
import { logger, messageText, pipeline, type Script, SECRET, shownText, startSystem, token } from './harness.ts';
import { startRoundRobin } from './round-robin.ts';

/** How many, and for how long. */
export interface RollingLoad {
  /** People, each of whom has one answer after the other streamed, and calls in between. */
  readonly people: number;
  /** How often each of the two gateways is replaced. */
  readonly rounds: number;
}

/** What came of it. */
export interface RollingFigures {
  readonly runs: number;
  readonly calls: number;
  /** Runs that went on at another gateway. */
  readonly continued: number;
}

const WORDS = 40;
const BETWEEN_WORDS_MS = 10;

/**
 * Replaces two gateways behind a round robin, one after the other and again, while people use both through the SDK.
 *
 * @throws AssertionError when a call fails, an answer is not shown or kept as it was said, or a gateway does not end well
 */
export async function rollUnderLoad({ people, rounds }: RollingLoad): Promise<RollingFigures> {
  await using undo = new AsyncDisposableStack();
  const system = undo.adopt(await startSystem(), (started) => started.close());
  const redis = undo.adopt(await startRedis(), (started) => started.kill());
  const issuer = undo.use(await createTestIssuer());
  const front = undo.adopt(await startRoundRobin(), async (started) => started.close());
  const { world } = system;
  const quiet = { start: async () => {}, stop: async () => {}, ready: async () => {} };
  const services = { threads: { routes: world.threads, ...quiet }, runtime: { routes: world.runtime, ...quiet } };
  const others = createRpcServer({ pipeline, services, logger, port: 0, host: '127.0.0.1', graceMs: 100 });
  undo.defer(() => others.stop());
  const othersUrl = `http://127.0.0.1:${(await others.start()).port}`;

  const startGateway = async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const gateway = await startServiceProcess(main, {
      DATABASE_URL: system.databaseUrl,
      REDIS_URL: redis.url,
      OIDC_ISSUER: issuer.issuer,
      INTERNAL_SECRET: SECRET,
      THREADS_URL: othersUrl,
      AGENT_RUNTIME_URL: othersUrl,
      PROJECTION_URL: othersUrl,
      GRAPHPATCH_URL: othersUrl,
    });
    undo.defer(async () => void (await gateway.kill()));
    return gateway;
  };
  const portOf = ({ baseUrl }: ServiceUnderTest) => Number(new URL(baseUrl).port);
  const gateways = await Promise.all([startGateway(), startGateway()]);
  for (const gateway of gateways) front.add(portOf(gateway));

  const figures = { runs: 0, calls: 0, continued: 0 };
  const over = new AbortController();
  const use = async (person: string) => {
    const client = new AmeideClient({ baseUrl: front.url, token: await issuer.token({ sub: person }) });
    const call = async (runId: string) => {
      await client.agents.listAgents({});
      assert.equal((await client.inference.getRun({ runId })).run?.id, runId);
      figures.calls += 2;
    };
    while (!over.signal.aborted) {
      const frames: Frame[] = [];
      for await (const frame of client.generate({ threadId: world.thread(slowWords()) })) {
        if (frame.payload.case === 'heartbeat') continue;
        frames.push(frame);
        if (frames.length % 10 === 0) await call(frame.runId);
      }
      assertWhole(frames);
      const answers = world.answers(frames[0]!.runId);
      assert.deepEqual(answers.map(messageText), [WHOLE], 'the answer is kept once, and as it was said');
      figures.runs += 1;
      if (world.executionsOf(frames[0]!.runId) > 1) figures.continued += 1;
    }
  };
  const replace = async () => {
    for (let round = 0; round < rounds; round += 1) {
      for (const index of gateways.keys()) {
        const next = await startGateway();
        front.add(portOf(next));
        front.remove(portOf(gateways[index]!));
        assert.deepEqual(await gateways[index]!.stop(), { code: 0, signal: null });
        gateways[index] = next;
      }
    }
  };
  await Promise.all([
    replace().finally(() => over.abort()),
    ...Array.from({ length: people }, (_, index) => use(`person-${index}`)),
  ]);
  for (const gateway of gateways) assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  return figures;
}

const said = (count: number) => Array.from({ length: count }, (_, index) => `${index} `).join('');
const WHOLE = said(WORDS);

/** Says one word after the other; another execution goes on where the one before was interrupted. */
function slowWords(): Script {
  let count = 0;
  return async function* (_request, signal) {
    if (count > 0) yield { case: 'snapshot', value: { text: said(count) } };
    while (count < WORDS && !signal.aborted) {
      await delay(BETWEEN_WORDS_MS);
      count += 1;
      yield token(`${count - 1} `);
    }
  };
}

/** Every frame came once and in order, and together they say the whole. */
function assertWhole(frames: readonly Frame[]): void {
  const indexes = frames.map(({ index }) => index);
  assert.deepEqual(
    indexes,
    [...new Set(indexes)].sort((a, b) => a - b),
  );
  assert.equal(shownText(frames), WHOLE, JSON.stringify(cases(frames)));
  const last = frames.at(-1)!.payload;
  assert.equal(last.case === 'status' && last.value.state, RunState.COMPLETED);
}
