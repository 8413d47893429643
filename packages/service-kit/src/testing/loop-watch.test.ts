import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoopWatch } from './loop-watch.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 2));

function compute(ms: number): void {
  const used = () => process.threadCpuUsage().user + process.threadCpuUsage().system;
  for (const until = used() + ms * 1000; used() < until; );
}

test('tells the turn that computed longest since it was last read', async () => {
  using watch = createLoopWatch();
  await turn();
  compute(40);
  await turn();
  compute(5);
  await turn();
  const { cpuMs, wallMs, turns } = watch.read();
  assert.ok(cpuMs >= 40 && wallMs >= 38 && turns >= 3, `${cpuMs} ms of CPU, ${wallMs} ms, ${turns} turns`);
  compute(1);
  await turn();
  assert.ok(watch.read().cpuMs < 40);
});
