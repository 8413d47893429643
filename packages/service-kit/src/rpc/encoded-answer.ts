import { create, type DescMessage, fromBinary, type Message, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import type { Interceptor } from '@connectrpc/connect';

/** Messages that are encoded already, and what stands for them in binary answers. */
const encoded = new WeakMap<Message, Message>();

/**
 * Encodes a message once that is the answer to many calls, such as one from a cache; handlers return it as any other, and
 * must not change it.
 * @returns how many bytes it has
 */
export function encodeAnswer<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): number {
  const bytes = toBinary(schema, message);
  // A message without a field of its own keeps what it reads as unknown fields, which are written as they were read.
  const { $unknown } = fromBinary(EmptySchema, bytes);
  encoded.set(message, Object.assign(create(schema), { $unknown }));
  return bytes.byteLength;
}

/** Sends the bytes of answers that are encoded already. Answers in JSON are written anew. */
export const encodedAnswers: Interceptor = (next) => async (request) => {
  const response = await next(request);
  if (response.stream || !request.header.get('content-type')?.endsWith('proto')) return response;
  const message = encoded.get(response.message);
  return message === undefined ? response : { ...response, message };
};
