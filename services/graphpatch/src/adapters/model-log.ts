import { type EventStore, type Payload, streamName } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import type { ModelLog } from '../app/model-ports.ts';

const EVENTS_PER_PAGE = 20;

export function createModelLog(store: EventStore): ModelLog {
  /** The place in a layout's stream of the first event after a version: each commit has one at most. */
  async function firstAfter(tenantId: string, stream: string, version: number): Promise<number> {
    let [low, high] = [1, version + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const options = { from: middle, limit: 1, member: 'semanticVersion' };
      const [event] = await store.readPayloads(tenantId, stream, options);
      if (event !== undefined && Number(event.json) <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  /** The commits after `after`, up to `until`; or one member of each. */
  const commits = async (
    tenantId: string,
    { artifactId, branch }: Ref,
    after: number,
    until: number,
    member?: string,
  ): Promise<Payload[]> => {
    const stream = streamName('model', tenantId, `${artifactId}/${branch}`);
    const read: Payload[] = [];
    for (let next = after + 1; next <= until; next = after + 1 + read.length) {
      const limit = Math.min(EVENTS_PER_PAGE, until - next + 1);
      const page = await store.readPayloads(tenantId, stream, { from: next, limit, ...(member && { member }) });
      if (page.length === 0) throw new Error(`${stream} ends before version ${until}`);
      read.push(...page);
    }
    return read;
  };
  const texts = (payloads: readonly Payload[]) => payloads.map(({ json }) => json);
  return {
    commits,
    changes: async (...range) => texts(await commits(...range, 'changes')),
    edits: async (...range) => texts(await commits(...range, 'documentEdits')),
    async layouts(tenantId, { artifactId, branch }, after, until) {
      const stream = streamName('layout', tenantId, `${artifactId}/${branch}`);
      const from = await firstAfter(tenantId, stream, after);
      const read: Payload[] = [];
      for (;;) {
        const limit = Math.min(EVENTS_PER_PAGE, until - after - read.length);
        const page = limit > 0 ? await store.readPayloads(tenantId, stream, { from: from + read.length, limit }) : [];
        read.push(...page);
        if (page.length < EVENTS_PER_PAGE) return texts(read);
      }
    },
    patch: (tenantId, id) => store.readPayloads(tenantId, streamName('patch', tenantId, id)),
  };
}
