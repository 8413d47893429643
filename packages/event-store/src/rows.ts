import { formatCursor } from './cursor.ts';
import type { EventBody, EventMetadata, RecordedEvent } from './events.ts';
import { unreadEvent } from './unread-event.ts';
import type { Upcast } from './upcasters.ts';

/** A row of the table `events`, as pg reads it. */
export interface EventRow {
  readonly transaction_id: string;
  readonly position: string;
  readonly tenant_id: string;
  readonly stream: string;
  readonly stream_version: string;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly data: object;
  readonly metadata: EventMetadata;
  readonly recorded_at: Date;
}

/** The caller says which events the stream holds; upcasters bring what is older to that form. */
export function recordedEvent<E extends EventBody>(row: EventRow, upcast: Upcast): RecordedEvent<E> {
  const { schemaVersion, data } = upcast({ type: row.type, schemaVersion: row.schema_version, data: row.data });
  const event: RecordedEvent = {
    id: row.id,
    type: row.type,
    data,
    tenant: row.tenant_id,
    stream: row.stream,
    version: Number(row.stream_version),
    cursor: formatCursor(row.transaction_id, row.position),
    schemaVersion,
    metadata: row.metadata,
    recordedAt: row.recorded_at,
  };
  return event as RecordedEvent<E>;
}

/** A row whose JSON was not parsed. */
export type UnreadEventRow = Omit<EventRow, 'data' | 'metadata'> & { readonly data: string; readonly metadata: string };

/** As `recordedEvent`, but large data is parsed by who asks for it only. */
export function unreadRecordedEvent<E extends EventBody>(row: UnreadEventRow, upcast: Upcast): RecordedEvent<E> {
  const metadata = JSON.parse(row.metadata) as EventMetadata;
  if (!upcast.isNewest(row.type, row.schema_version)) {
    return recordedEvent({ ...row, metadata, data: JSON.parse(row.data) as object }, upcast);
  }
  const facts = {
    id: row.id,
    type: row.type,
    tenant: row.tenant_id,
    stream: row.stream,
    version: Number(row.stream_version),
    cursor: formatCursor(row.transaction_id, row.position),
    schemaVersion: row.schema_version,
    metadata,
    recordedAt: row.recorded_at,
  };
  return unreadEvent(facts, row.data);
}
