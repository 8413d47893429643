import {
  type DescMessage,
  fromBinary,
  fromJsonString,
  type MessageShape,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf';
import type { Violation } from '../errors/service-error.ts';
import { JSON_OPTIONS } from './json-options.ts';
import { createCheck } from './validation.ts';

/** A request in binary; or what is wrong with it. */
export type Transcoded =
  | { readonly bytes: Uint8Array }
  | { readonly violations: readonly Violation[] }
  /** It is no message of the RPC at all, as the decoder says. */
  | { readonly malformed: string };

const check = createCheck();

/** Decodes and validates a request. */
export function transcodeRequest(schema: DescMessage, bytes: Uint8Array, json: boolean): Transcoded {
  let message: MessageShape<DescMessage>;
  try {
    message = json
      ? fromJsonString(schema, JSON_OPTIONS.textDecoder.decode(bytes), JSON_OPTIONS)
      : fromBinary(schema, bytes);
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
  const violations = check(schema, message);
  if (violations.length > 0) return { violations };
  return { bytes: json ? toBinary(schema, message) : bytes };
}

/** An answer in JSON. */
export function answerInJson(schema: DescMessage, bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(toJsonString(schema, fromBinary(schema, bytes)));
}
