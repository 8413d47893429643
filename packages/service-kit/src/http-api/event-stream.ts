import type { HttpAnswer } from './http-api.ts';

/** One event of a stream of `text/event-stream`. */
export interface ServerSentEvent {
  readonly event?: string;
  readonly id?: string;
  /** Text as it is, anything else in JSON. */
  readonly data: unknown;
}

/** What keeps a connection alive, and no client hears. */
export const HEARTBEAT = ': heartbeat\n\n';

/** An event, as it is sent. */
export function eventText({ event, id, data }: ServerSentEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const lines = text.split('\n').map((line) => `data: ${line}\n`);
  return `${event === undefined ? '' : `event: ${event}\n`}${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`;
}

/** A stream of events that nobody keeps or holds up. */
export function eventStream(body: AsyncIterable<string>, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that would collect pieces are asked not to.
      'x-accel-buffering': 'no',
      ...headers,
    },
    body,
  };
}
