import type { AmeideClient } from '@ameide/sdk';
import { sampleDocument } from '../core/documents.ts';
import { withPlatform } from '../core/platform.ts';
import { p95, type Report } from '../figure.ts';

const WARM_UP = 20;
const COMMITS = 200;

/** From a commit to its delta at a client that watches, over HTTP; with the logs themselves, or with brokers between. */
export async function benchDeltas(report: Report, feed: 'log' | 'kafka', brokers?: readonly string[]): Promise<void> {
  await withPlatform(
    async (client) => {
      const samples = await measure(client);
      report({
        figure: `commit_to_delta_${feed}_p95`,
        value: p95(samples),
        unit: 'ms',
        baseline: null,
        target: '<= 100',
        note: `${COMMITS} commits, one after the other, each renames an element; from the time in the commit to the delta at a client of the same machine, over HTTP`,
      });
    },
    { ...(brokers && { kafkaBrokers: brokers }) },
  );
}

async function measure(client: AmeideClient): Promise<number[]> {
  const { document } = await sampleDocument();
  const { artifactId } = await client.importDocument({ title: 'Bench', kind: 'bpmn::collaboration', document });
  const ref = `artifacts/${artifactId}/main`;
  const stop = new AbortController();
  const watching = client.watchProjection(ref, { signal: stop.signal });
  const first = (await watching.next()).value;
  if (first?.case !== 'snapshot') throw new Error('a watch did not begin with a snapshot');
  const task = first.value.graph!.nodes.find(({ kind }) => kind === 'bpmn::task' || kind === 'bpmn::user_task')!;
  const samples: number[] = [];
  for (let commit = 0; commit < WARM_UP + COMMITS; commit++) {
    const rename = { selector: { selector: { case: 'id' as const, value: task.id } }, name: `Named ${commit}` };
    const operations = [{ id: 'rename', operation: { case: 'rename' as const, value: rename } }];
    const { patch } = await client.graphPatches.proposePatch({ ref, operations });
    const delta = nextDelta(watching);
    await client.graphPatches.applyPatch({ patchId: patch!.id });
    const { committedAt, arrivedAt } = await delta;
    if (commit >= WARM_UP) samples.push(arrivedAt - committedAt);
  }
  stop.abort();
  await watching.return(undefined).catch(() => undefined);
  return samples;
}

async function nextDelta(watching: ReturnType<AmeideClient['watchProjection']>) {
  for (;;) {
    const { value: event } = await watching.next();
    const arrivedAt = Date.now();
    if (event?.case !== 'delta') continue;
    const { seconds, nanos } = event.value.committedAt!;
    return { committedAt: Number(seconds) * 1000 + nanos / 1e6, arrivedAt };
  }
}
