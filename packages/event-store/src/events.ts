import type { Cursor } from './cursor.ts';

/** What an event says. `type` is past tense and for ever; `data` is JSON, and may be a `JsonText` of what is appended. */
export interface EventBody {
  readonly type: string;
  readonly data: object;
}

/** Where an event comes from. All JSON. */
export interface EventMetadata {
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Who caused it: a user's or an agent's id. */
  readonly actor?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  readonly [name: string]: unknown;
}

/** An event to append. */
export type NewEvent<E extends EventBody = EventBody> = E & {
  /** Unique; the store makes a UUID when it is not given. */
  readonly id?: string;
  /** Of `data`; 1 unless told. */
  readonly schemaVersion?: number;
  readonly metadata?: EventMetadata;
};

/** An event of the log. */
export type RecordedEvent<E extends EventBody = EventBody> = E & {
  readonly id: string;
  readonly tenant: string;
  /** `<aggregate>:<tenant>/<id>` */
  readonly stream: string;
  /** Place in its stream, from 1 without gaps. */
  readonly version: number;
  /** Its place in the log; reading after it continues with the next event. */
  readonly cursor: Cursor;
  readonly schemaVersion: number;
  readonly metadata: EventMetadata;
  readonly recordedAt: Date;
};

/**
 * The name of a stream.
 * @throws TypeError when the aggregate or the tenant contains `:` or `/`, or a part is empty.
 */
export function streamName(aggregate: string, tenant: string, id: string): string {
  if (!/^[^:/]+$/.test(aggregate) || !/^[^:/]+$/.test(tenant) || id === '') {
    throw new TypeError(`not a stream name: aggregate ${aggregate}, tenant ${tenant}, id ${id}`);
  }
  return `${aggregate}:${tenant}/${id}`;
}

/** The parts of a stream's name. @throws TypeError when it is none. */
export function parseStreamName(stream: string): { aggregate: string; tenant: string; id: string } {
  const match = /^([^:/]+):([^:/]+)\/(.+)$/s.exec(stream);
  if (!match) throw new TypeError(`${JSON.stringify(stream)} is not a stream name <aggregate>:<tenant>/<id>`);
  return { aggregate: match[1]!, tenant: match[2]!, id: match[3]! };
}
