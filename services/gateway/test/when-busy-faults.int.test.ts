import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { WhenBusy } from '@ameide/contracts/inference/v1/run';
import { ServiceError } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import fc from 'fast-check';
import {
  as,
  collect,
  type GatewayInstance,
  generate,
  type Script,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

const THREADS = 3;
const PROCESSES = 3;

/** What happens next, to which process and which chat. */
const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'ask', 'cancel', 'stop', 'lose leases'),
  process: fc.nat(PROCESSES - 1),
  thread: fc.nat(THREADS - 1),
  user: fc.constantFrom('ada', 'bob'),
  whenBusy: fc.constantFrom(WhenBusy.ENQUEUE, WhenBusy.INTERRUPT, WhenBusy.ROLLBACK, WhenBusy.REJECT),
  turns: fc.nat(40),
});

/** An agent that takes its time, and whose runtime is away now and then. */
const script: Script = async function* (_request, signal) {
  const way = Math.random();
  yield token('some');
  for (let turns = way * 60; turns > 0; turns--) {
    await turn();
    signal.throwIfAborted();
  }
  if (way < 0.1) throw new ServiceError('unavailable', 'server_stopping', 'The agent runtime stops.');
  yield token(' more');
};

let system: TestSystem;
before(async () => {
  system = await startSystem();
});
after(() => system.close());

it(
  'never locks a chat, and never lets two of its runs work at once, whichever processes are lost',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const processes: GatewayInstance[] = await Promise.all(
          Array.from({ length: PROCESSES }, () => system.gateway()),
        );
        const threads = Array.from({ length: THREADS }, () => system.world.thread(script));
        const keys: string[] = [];
        const asked: Promise<unknown>[] = [];
        for (const { what, process, thread, user, whenBusy, turns } of steps) {
          const gateway = processes[process]!;
          if (what === 'ask') {
            const key = crypto.randomUUID();
            keys.push(key);
            // Refused, or cut by a process that stops.
            asked.push(collect(generate(gateway, threads[thread]!, key, { user, whenBusy })).catch(() => undefined));
          } else if (what === 'cancel' && keys.length > 0) {
            const run = { case: 'idempotencyKey' as const, value: keys[turns % keys.length]! };
            await gateway.inference.cancelRun({ run }, as(user)).catch(() => undefined);
          } else if (what === 'stop') {
            processes[process] = await system.gateway();
            asked.push(gateway.stop());
          } else if (what === 'lose leases') {
            await system.admin.query(`update gateway.run_leases set expires_at = '-infinity'`);
          }
          for (let n = 0; n < turns; n++) await turn();
        }
        await Promise.all(asked);
        const left = async () =>
          (await system.admin.query('select phase from gateway.runs where ended_at is null')).rows.length;
        await until(async () => (await left()) === 0);
        await assertOneAtATime(threads);
        await Promise.all(processes.map((process) => process.stop()));
      }),
      { numRuns: 2 },
    ),
);

/** By what is recorded: a run of a chat begins when those that began before it have ended. */
async function assertOneAtATime(threads: readonly string[]): Promise<void> {
  const { rows } = await system.admin.query<{ type: string; id: string; threadId: string }>(
    `select e.type, r.id, r.thread_id as "threadId" from gateway.events e
     join gateway.runs r on e.stream = 'run:' || r.tenant_id || '/' || r.id
     where r.thread_id = any ($1) and e.type in ('RunStarted', 'RunEnded') order by e.position`,
    [threads],
  );
  const working = new Map<string, string>();
  for (const { type, id, threadId } of rows) {
    // One that is cancelled while it waits ends at once.
    if (system.world.executionsOf(id) === 0) continue;
    if (type === 'RunStarted') assert.ok([id, undefined].includes(working.get(threadId)), 'two runs of a chat at once');
    if (type === 'RunStarted') working.set(threadId, id);
    else working.delete(threadId);
  }
}
