import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import type { Graph, Layout } from '@ameide/graph-model';
import { graphOf, sampleEdge, sampleNode } from '@ameide/graph-model/testing';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createLoopWatch, type LoopWatch } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { createClient } from '@connectrpc/connect';
import { createModel, type Harness, renamed, startHarness } from './harness.ts';

/** The longest that a request may keep everybody else waiting, in ms of the main thread's own CPU time. */
const LONGEST_TURN_MS = 50;
const WATCHERS = 40;

let harness: Harness;
let url: string;
before(async () => {
  harness = await startHarness();
  await harness.service.start();
  url = await harness.serve();
  // The rules of a request are read when the first one comes, once in the life of a process.
  const client = createClient(ProjectionService, createServiceTransport(url));
  const first = createModel(harness);
  await first.import();
  await client.getProjection({ ref: `${first.ref}@1` }, harness.as('alice'));
  for await (const { event } of client.watchProjection({ ref: first.ref }, harness.as('alice'))) {
    if (event.case === 'snapshot') break;
  }
});
after(() => harness.stop());

/** A chain of steps; 14,000 of them are a document of 8 MiB. */
function largeModel(steps: number): { readonly graph: Graph; readonly layout: Layout } {
  const ids = Array.from({ length: steps }, (_, at) => `Activity_${String(at).padStart(8, '0')}`);
  const nodes = ids.map((id, at) => sampleNode(id, { kind: 'bpmn::user_task', name: `Examine the application ${at}` }));
  const edges = ids.slice(1).map((id, at) => sampleEdge(`Flow_${id}`, ids[at]!, id));
  const bounds = new Map(ids.map((id, at) => [id, { x: 160 * at, y: 100, width: 100, height: 80 }]));
  const route = (at: number) => [160 * at + 100, 160 * at + 160].map((x) => ({ x, y: 140 }));
  return {
    graph: graphOf(nodes, edges),
    layout: { bounds, waypoints: new Map(edges.map(({ id }, at) => [id, route(at)])), labels: new Map() },
  };
}

function assertNobodyWaited(watch: LoopWatch, what: string): void {
  const { cpuMs } = watch.read();
  assert.ok(cpuMs <= LONGEST_TURN_MS, `${what} took the main thread ${cpuMs.toFixed(1)} ms in one turn`);
}

test('a large model is projected, read and watched by forty without keeping anybody else waiting', {
  timeout: 180_000,
}, async (t) => {
  using loop = createLoopWatch();
  const client = createClient(ProjectionService, createServiceTransport(url));
  const model = createModel(harness);
  const ref = JSON.stringify({ ref: model.ref });
  const { graph, layout } = largeModel(14_000);
  await model.commit({ graph, layout });
  // Writing the event was this test's own work.
  loop.read();
  await until(async () => (await harness.newestVersion(model)) === 1);
  assertNobodyWaited(loop, 'projecting the import');

  const { envelope } = await client.getProjection({ ref: model.ref }, harness.as('alice'));
  assert.equal(envelope?.totalNodes, 14_000);
  assertNobodyWaited(loop, 'GetProjection');

  const headers = harness.headersOf('alice');
  // Somebody who watches and reads nothing.
  const stalled = request(`${url}/${ProjectionService.typeName}/WatchProjection`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/connect+json' },
  });
  stalled.end(`\0\0\0\0${String.fromCharCode(ref.length)}${ref}`);
  await once(stalled, 'response');
  t.after(() => stalled.destroy());
  const watchers = new Worker(new URL('./watchers-thread.ts', import.meta.url), {
    workerData: { url, watchers: WATCHERS, headers, ref: model.ref },
  });
  t.after(() => watchers.terminate());
  const told = new Map<number, number[]>();
  watchers.on('message', ({ watcher, bytes }: { watcher: number; bytes: number }) => {
    told.set(watcher, [...(told.get(watcher) ?? []), bytes]);
  });
  const everybodyHas = (events: number) =>
    told.size === WATCHERS && [...told.values()].every((all) => all.length >= events);
  await until(() => everybodyHas(1));
  assert.ok([...told.values()].every(([snapshot]) => snapshot! > 2 * 1024 * 1024));
  assertNobodyWaited(loop, 'forty snapshots');

  await model.commit({ graph: renamed(graph, 'Activity_00000007', 'Decide') });
  loop.read();
  await until(() => everybodyHas(2));
  assertNobodyWaited(loop, 'a commit that forty watch');
});

test('an id of 200,000 characters keeps nobody waiting', { timeout: 60_000 }, async () => {
  const client = createClient(ProjectionService, createServiceTransport(url));
  const model = createModel(harness);
  await model.commit({ graph: graphOf([sampleNode('x'.repeat(200_000))], []) });
  using loop = createLoopWatch();
  const { envelope } = await client.getProjection({ ref: `${model.ref}@1` }, harness.as('alice'));
  assert.ok(envelope!.tokenCount < 100);
  assert.deepEqual(envelope!.reductions, ['ids that are too long for any request']);
  assertNobodyWaited(loop, 'GetProjection');
});
