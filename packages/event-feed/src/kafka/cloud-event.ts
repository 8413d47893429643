import { dataJson, type EventMetadata, parseStreamName, type RecordedEvent, unreadEvent } from '@ameide/event-store';
import { eventType } from '../event-types.ts';

/** A record of a topic. */
export interface FeedRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the event was recorded, in ms since 1970. */
  readonly timestamp: string;
}

/**
 * A CloudEvent 1.0 in binary mode: attributes are headers, the value is the recorded JSON. The key keeps the events of an
 * aggregate in order: `<tenant>/<aggregate id>`. Extensions of ours say what a consumer needs to have the recorded event again.
 */
export function toRecord(event: RecordedEvent, context: string): FeedRecord {
  const { tenant, id } = parseStreamName(event.stream);
  const { traceparent } = event.metadata;
  return {
    key: `${tenant}/${id}`,
    value: dataJson(event),
    timestamp: String(event.recordedAt.getTime()),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: `ameide/${context}`,
      ce_type: eventType(event.type, context),
      ce_time: event.recordedAt.toISOString(),
      ce_subject: event.stream,
      ce_tenantid: event.tenant,
      ce_message: event.type,
      ce_schemaversion: String(event.schemaVersion),
      ce_streamversion: String(event.version),
      ce_cursor: event.cursor,
      ce_metadata: JSON.stringify(event.metadata),
      ...(traceparent && { traceparent }),
    },
  };
}

/** The event that a record was made from, whose data is parsed when asked for. @throws TypeError when it was made from none */
export function fromRecord(value: Buffer | null, headers: Readonly<Record<string, unknown>> = {}): RecordedEvent {
  const text = (name: string) => {
    const header = headers[name];
    if (header === undefined || value === null) throw new TypeError(`a record without ${name} is no event of a log`);
    return String(header);
  };
  const facts = {
    id: text('ce_id'),
    type: text('ce_message'),
    tenant: text('ce_tenantid'),
    stream: text('ce_subject'),
    version: Number(text('ce_streamversion')),
    cursor: text('ce_cursor'),
    schemaVersion: Number(text('ce_schemaversion')),
    metadata: JSON.parse(text('ce_metadata')) as EventMetadata,
    recordedAt: new Date(text('ce_time')),
  };
  return unreadEvent(facts, String(value));
}
