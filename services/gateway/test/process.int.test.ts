import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { redisSkipReason, startRedis } from '@ameide/live-streams/testing';
import { errorReason } from '@ameide/service-kit/errors';
import {
  createRpcServer,
  createServiceTransport,
  type Routes,
  type RpcServer,
  type Service,
} from '@ameide/service-kit/rpc';
import { until } from '@ameide/test-kit';
import { createClient } from '@connectrpc/connect';
import { assertEnd, cases } from './assertions.ts';
import {
  collect,
  gate,
  generate,
  logger,
  messageText,
  pipeline,
  resume,
  SECRET,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

describe('the process of the gateway', { timeout: 300_000 }, () => {
  let system: TestSystem;
  let others: RpcServer;
  let othersUrl: string;
  const children: ChildProcess[] = [];
  before(async () => {
    system = await startSystem();
    const services = { threads: serving(system.world.threads), runtime: serving(system.world.runtime) };
    others = createRpcServer({ pipeline, services, logger, port: 0, host: '127.0.0.1', graceMs: 100 });
    othersUrl = `http://127.0.0.1:${(await others.start()).port}`;
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await others.stop();
    await system.close();
  });

  it('can be killed: the next one continues its runs', async () => {
    const first = await start();
    const frames: Frame[] = [];
    const threadId = interruptedThread();
    const reading = (async () => {
      for await (const { frame } of generate(first, threadId)(new AbortController().signal)) frames.push(frame!);
    })();
    const lost = assert.rejects(reading);
    await until(() => shownText(frames) === 'one ');
    first.child.kill('SIGKILL');
    await lost;

    const next = await start();
    const rest = await collect(resume(next, frames.at(-1)!));
    assert.deepEqual(cases(rest), ['snapshot', 'token', 'status']);
    const message = system.world.answer(frames[0]!.runId)!;
    assert.equal(shownText([...frames, ...rest]), 'one two');
    assert.equal(messageText(message), 'one two');
    assertEnd(rest, RunState.COMPLETED, '', message.id);
    assert.equal(await end(next.child), 0);
  });

  it('can be killed in the middle of an answer: another replica goes on, and no frame is lost or comes twice', {
    skip: redisSkipReason(),
  }, async (context) => {
    const redis = await startRedis();
    context.after(() => redis.kill());
    const environment = { REDIS_URL: redis.url };
    const [owner, other] = await Promise.all([start(environment), start(environment)]);
    let executions = 0;
    const go = gate();
    const threadId = system.world.thread(async function* (_request, signal) {
      if (executions++ === 0) {
        for (const word of ['one ', 'two ', 'three ']) yield token(word);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      } else {
        yield { case: 'snapshot', value: { text: 'one two three ' } };
        await go.opened;
        yield token('four');
      }
    });
    const seen = await collect(generate(owner, threadId), ({ payload }) => payload.case === 'token');
    assert.deepEqual(cases(seen), ['status', 'token']);
    const frames: Frame[] = [];
    const reading = collect(resume(other, seen.at(-1)!), (frame) => {
      frames.push(frame);
      return false;
    });
    await until(() => frames.length === 2);
    owner.child.kill('SIGKILL');
    await until(() => frames.length === 3);
    const late = collect(resume(other, seen.at(-1)!));
    go.open();
    const { runId } = seen[0]!;
    await reading;
    assert.deepEqual(cases(frames), ['token', 'token', 'snapshot', 'token', 'status']);
    assert.deepEqual(
      frames.map(({ index }) => index),
      [3, 4, 10_000_001, 10_000_002, 10_000_003],
    );
    assert.deepEqual(await late, frames.slice(2));
    const message = system.world.answer(runId)!;
    for (const shown of [
      [...seen, ...frames],
      [...seen, ...(await late)],
    ]) {
      assert.equal(shownText(shown), 'one two three four');
      assertEnd(shown, RunState.COMPLETED, '', message.id);
    }
    assert.equal(messageText(message), 'one two three four');
    assert.equal(await end(other.child), 0);
  });

  it('ends at SIGTERM with code 0, after it told its clients to come back', async () => {
    const { child, inference } = await start();
    const frames: Frame[] = [];
    const reading = (async () => {
      for await (const { frame } of generate({ inference }, interruptedThread())(new AbortController().signal)) {
        frames.push(frame!);
      }
    })();
    const told = assert.rejects(reading, (error) => errorReason(error) === 'server_stopping');
    await until(() => shownText(frames) === 'one ');
    assert.equal(await end(child), 0);
    await told;
  });

  it('lists what is wrong with its configuration', async () => {
    const child = run({ DATABASE_URL: 'nonsense', INTERNAL_SECRET: 'short' });
    let output = '';
    child.stderr!.on('data', (data) => {
      output += data;
    });
    assert.notEqual((await once(child, 'close'))[0], 0);
    for (const name of ['DATABASE_URL', 'THREADS_URL', 'AGENT_RUNTIME_URL', 'INTERNAL_SECRET'])
      assert.match(output, RegExp(name));
  });

  /** Its first execution never ends; the second one continues it. */
  function interruptedThread(): string {
    let executions = 0;
    return system.world.thread(async function* (_request, signal) {
      if (executions++ === 0) {
        yield token('one ');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      } else {
        yield { case: 'snapshot', value: { text: 'one ' } };
        yield token('two');
      }
    });
  }

  async function start(more: NodeJS.ProcessEnv = {}) {
    const child = run({
      DATABASE_URL: system.databaseUrl,
      THREADS_URL: othersUrl,
      AGENT_RUNTIME_URL: othersUrl,
      PROJECTION_URL: othersUrl,
      GRAPHPATCH_URL: othersUrl,
      INTERNAL_SECRET: SECRET,
      OIDC_ISSUER: 'http://127.0.0.1:1',
      PORT: '0',
      METRICS_PORT: '0',
      LEASE_SECONDS: '1',
      ...more,
    });
    for await (const line of createInterface(child.stdout!)) {
      const { msg, port } = JSON.parse(line);
      if (msg !== 'listening') continue;
      // What comes next must not fill the pipe.
      child.stdout!.resume();
      return { child, inference: createClient(InferenceService, createServiceTransport(`http://127.0.0.1:${port}`)) };
    }
    throw new Error('the gateway did not start');
  }

  function run(environment: NodeJS.ProcessEnv): ChildProcess {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return child;
  }

  async function end(child: ChildProcess): Promise<number | null> {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    return (await exited)[0];
  }
});

function serving(routes: Routes): Service {
  return { routes, start: async () => {}, stop: async () => {}, ready: async () => {} };
}
