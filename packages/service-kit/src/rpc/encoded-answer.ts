import { create, type DescMessage, fromBinary, type Message, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { createContextKey, type Interceptor } from '@connectrpc/connect';

/** The bytes of a message, in binary. */
export interface EncodedMessage {
  readonly schema: DescMessage;
  readonly bytes: Uint8Array;
}

/** Takes an answer that has nothing but its bytes, to write it in JSON; whoever serves the call may offer to. */
export const takeEncodedKey = createContextKey<((message: EncodedMessage) => unknown) | undefined>(undefined, {
  description: 'writes encoded answers in JSON',
});

/** Messages that are encoded already, and what stands for them in binary answers. */
const encoded = new WeakMap<Message, Message>();

/** Messages that have nothing but their bytes. */
const opaque = new WeakMap<Message, EncodedMessage>();

/**
 * Encodes a message once that is the answer to many calls, such as one from a cache; handlers return it as any other, and
 * must not change it.
 * @returns how many bytes it has
 */
export function encodeAnswer<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): number {
  const bytes = toBinary(schema, message);
  encoded.set(message, unread(schema, bytes));
  return bytes.byteLength;
}

/** An answer that was encoded elsewhere, such as in a thread. Only for handlers to return: nothing in it can be read. */
export function encodedAnswer<Schema extends DescMessage>(schema: Schema, bytes: Uint8Array): MessageShape<Schema> {
  const message = unread(schema, bytes);
  encoded.set(message, message);
  opaque.set(message, { schema, bytes });
  return message;
}

/** A message without a field of its own keeps what it reads as unknown fields, which are written as they were read. */
function unread<Schema extends DescMessage>(schema: Schema, bytes: Uint8Array): MessageShape<Schema> {
  const { $unknown } = fromBinary(EmptySchema, bytes);
  return Object.assign(create(schema), { $unknown });
}

/** Sends the bytes of answers that are encoded already. Answers in JSON are written anew. */
export const encodedAnswers: Interceptor = (next) => async (request) => {
  const response = await next(request);
  if (response.stream) return response;
  if (request.header.get('content-type')?.endsWith('proto')) {
    const message = encoded.get(response.message);
    return message === undefined ? response : { ...response, message };
  }
  const message = opaque.get(response.message);
  if (message === undefined) return response;
  const take = request.contextValues.get(takeEncodedKey);
  if (take === undefined) return { ...response, message: fromBinary(message.schema, message.bytes) };
  take(message);
  return response;
};
