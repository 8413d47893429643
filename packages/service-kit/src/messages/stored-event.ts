import {
  create,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';

/** Every field by name: one that is left out would be missing in the log for ever. */
type Complete<M extends DescMessage> = MessageInitShape<M> &
  Record<Exclude<keyof MessageShape<M>, keyof Message>, unknown>;

/** An event as the log keeps it: the name of its message of `ameide.events.v1`, and the proto3 JSON form of that. */
export function stored<M extends DescMessage>(schema: M, init: Complete<M>) {
  return { type: schema.name, data: toJson(schema, create(schema, init)) as JsonObject };
}

/** What was stored; fields that a later release has added are passed over. @throws Error when it is no such message */
export function readStored<M extends DescMessage>(schema: M, data: object): MessageShape<M> {
  return fromJson(schema, data as JsonValue, { ignoreUnknownFields: true });
}

/** Milliseconds since 1970; 0 where a stored event does not say when. */
export function instantFromWire(at: Timestamp | undefined): number {
  return at === undefined ? 0 : timestampMs(at);
}
