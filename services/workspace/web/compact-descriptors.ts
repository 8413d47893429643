import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type DescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { Plugin } from 'vite';

/**
 * Makes the descriptors of contracts smaller for browsers, which load them before anything else: only services read the rules
 * of validation in them, and base64 hides from compression what they have in common.
 */
export function compactDescriptors(): Plugin {
  return {
    name: 'compact-descriptors',
    transform: {
      filter: { id: /packages\/contracts\/.*_pb\.ts$/ },
      handler: (code) => ({
        code: code.replace(/fileDesc\("([\w+/=]+)"/, (_, base64: string) => `fileDesc(btoa(${compact(base64)})`),
        map: null,
      }),
    },
  };
}

/** @returns a literal with a character for each byte */
function compact(base64: string): string {
  const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'));
  file.messageType.forEach(dropRules);
  return JSON.stringify(Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('latin1'));
}

/** Rules are extensions of options, which are unknown fields here. */
function dropRules({ options, field, oneofDecl, nestedType }: DescriptorProto): void {
  for (const owner of [{ options }, ...field, ...oneofDecl]) if (owner.options) owner.options.$unknown = [];
  nestedType.forEach(dropRules);
}
