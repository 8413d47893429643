import type { Report } from '../figure.ts';
import { sampleDocument } from './documents.ts';
import { withPlatform } from './platform.ts';

const keys = 1_000;
const callsPerKey = 10;

/** Ten thousand calls at once over a thousand keys must make a thousand chats. */
export async function benchConcurrentChats(report: Report): Promise<void> {
  await withPlatform(async (client) => {
    const { document } = await sampleDocument();
    const { artifactId } = await client.importDocument({ title: 'Bench', kind: 'bpmn::collaboration', document });
    const calls = Array.from({ length: keys * callsPerKey }, (_, call) => `key ${call % keys}`);
    const start = performance.now();
    const answers = await Promise.all(
      calls.map((idempotencyKey) =>
        client.chatArtifact.sendMessageFromArtifact(artifactId, 'Hello', { idempotencyKey }),
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    let chats = 0;
    for (let pageToken = ''; ; ) {
      const page = await client.chatQueries.listChats({ artifactId, pageSize: 100, pageToken });
      chats += page.chats.length;
      if (page.nextPageToken === '') break;
      pageToken = page.nextPageToken;
    }
    const distinct = new Set(answers.map(({ threadId }) => threadId)).size;
    report({
      figure: 'concurrent_ensure_and_send_chats',
      value: chats,
      unit: 'chats',
      baseline: distinct,
      target: `= ${keys}`,
      note: `${calls.length} calls at once over ${keys} keys in ${seconds.toFixed(1)} s; baseline: distinct chats in the answers`,
    });
  });
}
