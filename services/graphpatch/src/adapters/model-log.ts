import { type EventStore, type Payload, streamName } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import type { ModelLog } from '../app/ports.ts';

const EVENTS_PER_PAGE = 20;

export function createModelLog(store: EventStore): ModelLog {
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
    patch: (tenantId, id) => store.readPayloads(tenantId, streamName('patch', tenantId, id)),
  };
}
