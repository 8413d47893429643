import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';

/** A message of the contract in binary. */
export function encode<Schema extends DescMessage>(schema: Schema, init: MessageInitShape<Schema>): Uint8Array {
  return toBinary(schema, create(schema, init));
}
