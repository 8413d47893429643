import type { EventBody, RecordedEvent } from './events.ts';

/** The JSON of data that events were made from. */
const recorded = new WeakMap<object, string>();

/** An event whose data is read from its JSON when it is first asked for. */
export function unreadEvent<E extends EventBody>(facts: Omit<RecordedEvent, 'data'>, json: string): RecordedEvent<E> {
  let data: object | undefined;
  const { id, type, ...others } = facts;
  const event = {
    id,
    type,
    get data(): object {
      data ??= JSON.parse(json) as object;
      return data;
    },
    ...others,
  };
  recorded.set(event, json);
  return event as unknown as RecordedEvent<E>;
}

/** The JSON of an event's data; of one that has just been read from a feed as it came, without parsing it. */
export function dataJson(event: RecordedEvent): string {
  return recorded.get(event) ?? JSON.stringify(event.data);
}
