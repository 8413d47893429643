import { type EventStore, streamName } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import type { ModelLog } from '../app/ports.ts';
import { changesOfRecord, documentEditsOfRecord, stepOfRecord } from '../wire/events.ts';

const EVENTS_PER_PAGE = 20;

export function createModelLog(store: EventStore): ModelLog {
  async function* commits(tenantId: string, { artifactId, branch }: Ref, after: number, until: number) {
    const stream = streamName('model', tenantId, `${artifactId}/${branch}`);
    for (let next = after + 1; next <= until; ) {
      const limit = Math.min(EVENTS_PER_PAGE, until - next + 1);
      const events = await store.readStream(tenantId, stream, { from: next, limit });
      if (events.length === 0) throw new Error(`${stream} ends before version ${until}`);
      yield* events;
      next += events.length;
    }
  }
  return {
    async *changes(...range) {
      for await (const { data } of commits(...range)) yield changesOfRecord(data);
    },
    async *steps(...range) {
      for await (const { data } of commits(...range)) {
        yield stepOfRecord(data);
      }
    },
    async *edits(...range) {
      for await (const { data } of commits(...range)) yield documentEditsOfRecord(data);
    },
  };
}
