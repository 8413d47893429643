import { setImmediate as nextTurn } from 'node:timers/promises';
import { create, type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import { Code, ConnectError, createContextKey, type Interceptor } from '@connectrpc/connect';
import type { UniversalServerResponse } from '@connectrpc/connect/protocol';

/** How a client wants messages. */
export type MessageFormat = 'binary' | 'json';

/** Makes the bytes of a message; asked for at most once for each client, so it keeps what it has made. */
export type EncodeMessage = (format: MessageFormat) => Promise<Uint8Array>;

/** Messages of streams that are encoded elsewhere. */
const encodings = new WeakMap<Message, { readonly schema: DescMessage; readonly encode: EncodeMessage }>();

/**
 * A message of a stream that was encoded elsewhere, such as in a thread, once for everybody who gets it. Only for handlers to
 * send: nothing in it can be read, and clients get its bytes as they are, uncompressed.
 */
export function encodedMessage<Schema extends DescMessage>(
  schema: Schema,
  encode: EncodeMessage,
): MessageShape<Schema> {
  const message = create(schema);
  encodings.set(message, { schema, encode });
  return message;
}

/** What stands for the messages of a stream, by their number; an empty message is in its place meanwhile. */
export type SentBytes = Map<number, Uint8Array>;

/** Where that is kept of a stream over HTTP. */
export const sentBytesKey = createContextKey<SentBytes | undefined>(undefined, { description: 'sent bytes' });

/** Has messages encoded that are encoded elsewhere. In process they become messages again. */
export function encodedMessages(maxBytes: number): Interceptor {
  return (next) => async (request) => {
    const response = await next(request);
    if (!response.stream) return response;
    const sent = request.contextValues.get(sentBytesKey);
    const format = request.header.get('content-type')?.endsWith('json') ? 'json' : 'binary';
    const { message: messages } = response;
    async function* passedOn() {
      let number = 0;
      for await (const message of messages) {
        const encoding = encodings.get(message);
        if (encoding === undefined) yield message;
        else if (sent === undefined) yield fromBinary(encoding.schema, await encoding.encode('binary'));
        else {
          const bytes = await encoding.encode(format);
          if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength, maxBytes);
          sent.set(number, bytes);
          yield create(encoding.schema);
        }
        number += 1;
      }
    }
    return { ...response, message: passedOn() };
  };
}

function tooLarge(bytes: number, maxBytes: number): ConnectError {
  return new ConnectError(
    `message size ${bytes} is larger than the ${maxBytes} that can be sent`,
    Code.ResourceExhausted,
  );
}

const ENVELOPE_BYTES = 5;
/** Written at a time. */
const PART_BYTES = 128 * 1024;
/** Written in one turn of the event loop, by all streams together: copying them into sockets takes a few milliseconds. */
const TURN_BYTES = 4 * 1024 * 1024;

let written = 0;
let turn: Promise<void> | undefined;

/** Resolves when so many more bytes may be written. */
async function turnFor(bytes: number): Promise<void> {
  while (written >= TURN_BYTES) await turn;
  written += bytes;
  turn ??= nextTurn().then(() => {
    written = 0;
    turn = undefined;
  });
}

/** Puts the bytes in their places: each chunk of the body is the envelope of one message. */
export function withSentBytes(response: UniversalServerResponse, sent: SentBytes): UniversalServerResponse {
  const { body } = response;
  if (body === undefined) return response;
  const chunks = body[Symbol.asyncIterator]();
  let number = 0;
  let pending: Uint8Array | undefined;
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      if (pending !== undefined && pending.byteLength > 0) {
        const value = pending.subarray(0, PART_BYTES);
        pending = pending.subarray(PART_BYTES);
        await turnFor(value.byteLength);
        return { done: false, value };
      }
      const chunk = await chunks.next();
      pending = sent.get(number);
      sent.delete(number);
      number += 1;
      if (pending === undefined) return chunk;
      const envelope = new Uint8Array(ENVELOPE_BYTES);
      new DataView(envelope.buffer).setUint32(1, pending.byteLength);
      return { done: false, value: envelope };
    },
    // What ends the body early, a broken connection, is told to who makes it.
    ...(chunks.throw && { throw: (error: unknown) => chunks.throw!(error) }),
    ...(chunks.return && { return: () => chunks.return!() }),
  };
  return { ...response, body: { [Symbol.asyncIterator]: () => iterator } };
}
