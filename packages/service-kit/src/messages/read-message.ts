import { type DescMessage, fromJsonString, type MessageShape } from '@bufbuild/protobuf';
import { pathToString } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';

/** A message, or everything that is wrong with it, one sentence each. Faults name fields, and repeat no values. */
export type ReadMessage<Message> = { readonly message: Message } | { readonly faults: readonly string[] };

const validator = createValidator();

/** Reads a message of the contracts from its JSON, such as a file that somebody wrote. A field that it has not is a fault. */
export function readMessage<Schema extends DescMessage>(
  schema: Schema,
  json: string,
): ReadMessage<MessageShape<Schema>> {
  let message: MessageShape<Schema>;
  try {
    message = fromJsonString(schema, json);
  } catch (error) {
    return { faults: [isJson(json) && error instanceof Error ? withoutValue(error.message) : 'it is no JSON'] };
  }
  const result = validator.validate(schema, message);
  switch (result.kind) {
    case 'valid':
      return { message };
    case 'invalid':
      return { faults: result.violations.map(({ field, message: rule }) => `${pathToString(field)}: ${rule}`) };
    case 'error':
      throw result.error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `cannot decode field a.B.c from JSON: expected string, got …` ends with what was there. */
function withoutValue(message: string): string {
  return message.replace(/, got .*$/s, '').replace(/: "[^"]*"$/, '');
}
