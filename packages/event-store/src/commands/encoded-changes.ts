import type { StreamAppend } from '../append.ts';
import { JsonText } from '../json-text.ts';
import type { Change } from './aggregate.ts';
import { type EncodedRows, encodeRowChanges, type RowChange } from './row-changes.ts';

/** Changes as text, which structured clone copies cheaply: they are decided and encoded in a thread, and appended here. */
export interface EncodedChanges {
  readonly streams: readonly EncodedStream[];
  readonly rows: EncodedRows;
}

interface EncodedStream extends Pick<StreamAppend, 'stream' | 'expectedVersion'> {
  readonly events: readonly { readonly type: string; readonly schemaVersion: number; readonly data: string }[];
}

/** @param rows as those of a decision: after those of the changes */
export function encodeChanges(
  tenantId: string,
  changes: readonly Change[],
  rows: readonly RowChange[] = [],
): EncodedChanges {
  const encoded = changes.map((change) => change.encode(tenantId, {}));
  return {
    streams: encoded.map(({ append: { stream, expectedVersion, events } }) => ({
      stream,
      expectedVersion,
      events: events.map(({ type, schemaVersion = 1, data }) => ({ type, schemaVersion, data: JSON.stringify(data) })),
    })),
    rows: encodeRowChanges([...encoded.flatMap((change) => change.rows), ...rows]),
  };
}

/** Ready to be appended. A decision that has these changes no rows that they change. */
export function encodedChanges({ streams, rows }: EncodedChanges): Change[] {
  return streams.map(({ events, ...append }, index) => ({
    events,
    encode: (_tenantId, metadata) => ({
      append: {
        ...append,
        events: events.map(({ data, ...event }) => ({ ...event, data: new JsonText(data), metadata })),
      },
      rows: index === 0 ? [{ change: 'encoded', rows }] : [],
    }),
  }));
}
