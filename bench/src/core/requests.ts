import { p95, type Report, timed } from '../figure.ts';
import { sampleDocument } from './documents.ts';
import { withPlatform } from './platform.ts';

const warmUp = 100;
const calls = 500;
const answers = 100;

/** Ensure-and-send and the first frame of an answer, one at a time over HTTP, beside a read that does next to nothing. */
export async function benchRequests(report: Report): Promise<void> {
  await withPlatform(async (client) => {
    const { document } = await sampleDocument();
    const { artifactId } = await client.importDocument({ title: 'Bench', kind: 'bpmn::collaboration', document });
    const read = () => client.artifactQueries.getArtifact({ artifactId });
    const send = () => client.chatArtifact.sendMessageFromArtifact(artifactId, 'List the tasks');
    for (let call = 0; call < warmUp; call++) await Promise.all([read(), send()]);
    const [reads, sends]: [number[], number[]] = [[], []];
    for (let call = 0; call < calls; call++) {
      reads.push(await timed(read));
      sends.push(await timed(send));
    }
    const baseline = p95(reads);
    const beside = 'baseline: p95 of GetArtifact over the same connection, in turns';
    report({
      figure: 'ensure_and_send_p95',
      value: p95(sends),
      unit: 'ms',
      baseline,
      target: '<= 25',
      note: `${calls} calls, one at a time, each creates a chat; ${beside}`,
    });
    const firstFrames: number[] = [];
    for (let answer = 0; answer < answers; answer++) {
      const { threadId } = await send();
      firstFrames.push(await firstFrame(client, threadId));
    }
    report({
      figure: 'generate_first_frame_p95',
      value: p95(firstFrames),
      unit: 'ms',
      baseline,
      target: '<= 60',
      note: `${answers} answers of the offline model, one at a time; the first frame that is no heartbeat; ${beside}`,
    });
  });
}

/** Milliseconds to the first frame; the rest of the answer is awaited, so that runs do not pile up. */
async function firstFrame(
  client: Parameters<Parameters<typeof withPlatform>[0]>[0],
  threadId: string,
): Promise<number> {
  const start = performance.now();
  let first = Number.NaN;
  for await (const { payload } of client.generate({ threadId })) {
    if (Number.isNaN(first) && payload.case !== 'heartbeat') first = performance.now() - start;
  }
  return first;
}
