import { Agent, fetch as fetchWith } from 'undici';
import type { CallPiece } from '../../domain/answer/calls.ts';

/** The text of a content, which is a string or parts, one or many. Reasoning is no text for people. */
export function textIn(content: unknown): string {
  const parts = Array.isArray(content) ? content : [content];
  return parts.map((part) => (typeof part === 'string' ? part : textOfPart(part))).join('');
}

function textOfPart(part: unknown): string {
  const { type = 'text', text } = fieldsOf(part);
  return typeof text === 'string' && (type === 'text' || type === 'output_text') ? text : '';
}

/** The pieces of tool calls in OpenAI's form. */
export function callsIn(calls: unknown): readonly CallPiece[] {
  return (Array.isArray(calls) ? calls : []).map((call) => {
    const { index, id, function: called } = fieldsOf(call);
    const { name, arguments: args } = fieldsOf(called);
    const isText = typeof args === 'string' || args === undefined || args === null;
    return {
      index: typeof index === 'number' ? index : undefined,
      id: textIn(id),
      name: textIn(name),
      args: isText ? textIn(args) : JSON.stringify(args),
    };
  });
}

/** The fields of what a provider has sent; none when it is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Fetches for a client that asks for a stream: an endpoint that does not stream answers with one JSON document, which
 * `eventsOf` turns into server-sent events with names of their `type`.
 * @param connectMs until a connection stands
 */
export function fetchAsStream(eventsOf: (document: unknown) => readonly object[], connectMs: number): typeof fetch {
  const connect = connectingFetch(connectMs);
  return async (...request) => {
    const response = await connect(...request);
    if (!response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return response;
    const lines = eventsOf(await response.json()).map((event) => {
      const { type } = fieldsOf(event);
      return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`;
    });
    return new Response(lines.join(''), { headers: { 'content-type': 'text/event-stream' } });
  };
}

const agents = new Map<number, Agent>();

/** Fetches without limits of time, which are the model's, but that of the connection. @param connectMs until one stands */
export function connectingFetch(connectMs: number): typeof fetch {
  const dispatcher =
    agents.get(connectMs) ?? new Agent({ connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
  agents.set(connectMs, dispatcher);
  return ((input: never, init: object) => fetchWith(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
