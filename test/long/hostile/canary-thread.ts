import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { CanaryFigures, CanaryTask } from './canary.ts';
import { send } from './send.ts';

const PAUSE_MS = 10;
const { url, token, ref, deadlineMs } = workerData as CanaryTask;
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const asked = [
  { path: '/ameide.artifacts.v1.ArtifactQueryService/ListArtifacts', headers, body: '{"pageSize":5}' },
  { path: '/ameide.graph.v1.ModelService/GetModel', headers, body: JSON.stringify({ ref }) },
];
let [worstMs, calls, started] = [0, 0, performance.now()];
let refusals: string[] = [];
let stopping = false;

parentPort!.on('message', (message: 'read' | 'stop') => {
  if (message === 'stop') {
    stopping = true;
    return;
  }
  // What is asked now counts as far as it has waited.
  const figures: CanaryFigures = { worstMs: Math.max(worstMs, performance.now() - started), refusals, calls };
  [worstMs, calls, refusals] = [0, 0, []];
  parentPort!.postMessage(figures);
});

for (let at = 0; !stopping; at += 1) {
  started = performance.now();
  const answer = await send(url, asked[at % asked.length]!, deadlineMs);
  worstMs = Math.max(worstMs, answer.ms);
  calls += 1;
  if (answer.status !== 200) refusals.push(`${answer.status} ${answer.broken ?? answer.text.slice(0, 200)}`);
  await delay(PAUSE_MS);
}
parentPort!.close();
