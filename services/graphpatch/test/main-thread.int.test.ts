import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLoopWatch, type LoopWatch } from '@ameide/service-kit/testing';
import { createWorkerPool } from '@ameide/worker-pool';
import type { Call, tasks } from './caller-tasks.ts';
import { acmeArtifact, type Harness, people, rename, secret, startHarness } from './harness.ts';

const BUDGET_MS = 600_000;
/** What one turn of the event loop may compute: others wait no longer for it. */
const LONGEST_TURN_MS = 50;

let h: Harness;
let served: Awaited<ReturnType<Harness['serve']>>;
let watch: LoopWatch;
const callers = createWorkerPool<typeof tasks>({ module: new URL('./caller-tasks.ts', import.meta.url), workers: 1 });
before(async () => {
  h = await startHarness();
  served = await h.serve();
  watch = createLoopWatch();
});
after(async () => {
  watch[Symbol.dispose]();
  await callers.stop();
  await served.stop();
  await h.stop();
});

/** Calls from another thread, and says what the longest turn of this one was meanwhile. */
async function measured(call: Pick<Call, 'document' | 'json' | 'method' | 'request'>) {
  const from = { baseUrl: served.baseUrl, secret, identity: people.alice };
  const calling = callers.run('call', { ...from, ...call }, { tenant: 'test', budgetMs: BUDGET_MS });
  // Handing the request over to that thread is no work of the service.
  await nextTurn();
  watch.read();
  const answer = await calling;
  const { cpuMs, wallMs } = watch.read();
  const format = call.json ? 'JSON' : 'binary';
  const told = `${call.method} in ${format}: ${answer.ms.toFixed(0)} ms, the longest turn ${cpuMs.toFixed(0)} ms of CPU`;
  console.log(`${told} (${wallMs.toFixed(0)} ms) ${answer.reason ?? ''}`);
  return { ...answer, cpuMs, told };
}

async function everyCall(branch: string, size: number, json: boolean) {
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  const request = { artifactId: acmeArtifact, branch };
  const document = { shape: 'large', size } as const;
  const done = [
    await measured({ method: 'importModel', request, document, json }),
    await measured({ method: 'exportModel', request: { ref }, json }),
    await measured({ method: 'getModel', request: { ref }, json }),
    await measured({ method: 'validateDiagram', request: { ref, maxFindings: 500 }, json }),
    await measured({ method: 'getAISuggestions', request: { ref, maxSuggestions: 200 }, json }),
  ];
  const operations = [rename('Task_5', 'Renamed')];
  const proposed = await measured({ method: 'proposePatch', request: { ref, operations }, json });
  const applying = { patchId: proposed.patchId, correlationId: branch };
  done.push(
    proposed,
    await measured({ method: 'applyPatch', request: applying, json }),
    // It is answered by what was recorded.
    await measured({ method: 'applyPatch', request: applying, json }),
    await measured({ method: 'getPatch', request: { patchId: proposed.patchId }, json }),
    await measured({ method: 'revertCommit', request: { ref }, json }),
    await measured({
      method: 'diff',
      request: { baseRef: `${ref}@1`, targetRef: `${ref}@2`, document: true, pageSize: 1_000 },
      json,
    }),
    await measured({ method: 'importModel', request: { ...request, expectedVersion: 3 }, document, json }),
  );
  for (const { reason, told } of done) assert.equal(reason, undefined, told);
  return done;
}

test('no call on a large model holds up others', async () => {
  for (const json of [false, true]) await everyCall(`small-${json}`, 50, json);
  for (const json of [false, true]) {
    for (const { cpuMs, told } of await everyCall(`large-${json}`, 16_000, json)) {
      assert.ok(cpuMs <= LONGEST_TURN_MS, told);
    }
  }
});

test('no patch of many operations, and no element with many children, holds up others', async () => {
  const importing = async (shape: 'large' | 'many', size: number) => {
    const request = { artifactId: acmeArtifact, branch: `${shape}-${size}` };
    const imported = await measured({ method: 'importModel', request, document: { shape, size }, json: false });
    return [imported, `artifacts/${acmeArtifact}/${request.branch}`] as const;
  };
  const [thousand, ref] = await importing('large', 1_000);
  const [many, wide] = await importing('many', 65_000);
  const added = Array.from({ length: 500 }, (_, n) => addTask(n));
  const done = [thousand, many];
  for (const asked of [ref, wide]) {
    done.push(
      await measured({ method: 'validateDiagram', request: { ref: asked, maxFindings: 500 }, json: false }),
      await measured({ method: 'getAISuggestions', request: { ref: asked, maxSuggestions: 200 }, json: false }),
    );
  }
  for (const json of [false, true]) {
    const request = { ref, operations: added.flat(), dryRun: true };
    done.push(await measured({ method: 'proposePatch', request, json }));
    done.push(
      await measured({
        method: 'proposePatch',
        request: { ...request, ref: wide, operations: addTask(0).slice(0, 1) },
        json,
      }),
    );
  }
  for (const { reason, cpuMs, told } of done) {
    assert.equal(reason, undefined, told);
    assert.ok(cpuMs <= LONGEST_TURN_MS, told);
  }
});

test('a patch is bounded, and the largest one holds up nobody', async () => {
  const branch = 'bounded';
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  const document = { shape: 'large', size: 50 } as const;
  await measured({ method: 'importModel', request: { artifactId: acmeArtifact, branch }, document, json: false });
  const proposing = (count: number) => {
    const nodes = (n: number) =>
      Array.from({ length: 50 }, (_, at) => ({ kind: 'bpmn::task', name: 'n', key: `k${n}-${at}` }));
    const remove = { selector: { case: 'id', value: 'Task_1' } } as const;
    return Array.from({ length: count }, (_, n) => {
      return { id: `o${n}`, operation: { case: 'replaceSubgraph', value: { remove, nodes: nodes(n) } } } as const;
    });
  };
  for (const json of [false, true]) {
    const request = { ref, operations: proposing(200), correlationId: `bounded-${json}` };
    const { reason, cpuMs, told } = await measured({ method: 'proposePatch', request, json });
    assert.equal(reason, undefined, told);
    assert.ok(cpuMs <= LONGEST_TURN_MS, told);
    const tooLarge = { ref, operations: proposing(400) };
    const refused = await measured({ method: 'proposePatch', request: tooLarge, json });
    assert.equal(refused.reason, 'message_too_large');
    assert.ok(refused.cpuMs <= LONGEST_TURN_MS, refused.told);
  }
});

/** A task that the same one leads to. */
function addTask(n: number) {
  const byId = (value: string) => ({ selector: { case: 'id', value } }) as const;
  const target = { selector: { case: 'key', value: `k${n}` } } as const;
  const node = { kind: 'bpmn::task', name: `Task ${n}`, key: `k${n}` };
  return [
    { id: `add${n}`, operation: { case: 'addNode', value: { node, parent: byId('P') } } },
    {
      id: `to${n}`,
      operation: { case: 'connect', value: { edge: { kind: 'bpmn::sequence_flow' }, source: byId('Task_5'), target } },
    },
  ] as const;
}
