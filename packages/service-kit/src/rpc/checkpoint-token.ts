import { hash } from 'node:crypto';
import type { JsonValue } from '@bufbuild/protobuf';
import type { ZodType } from 'zod';
import { z } from 'zod';
import { ServiceError } from '../errors/service-error.ts';

/** How long a token can be used: 24 hours. */
export const CHECKPOINT_MS = 24 * 60 * 60 * 1000;

const CHECK_CHARACTERS = 8;
const content = z.tuple([z.string(), z.number(), z.json()]);

/**
 * The token of a place in a stream of updates, with a checksum. It is no secret and gives no right: who may read is decided when it is used.
 * @param stream what is followed, with its id
 * @param atMs when that place was told, in ms since 1970
 */
export function encodeCheckpoint(stream: string, place: JsonValue, atMs: number): string {
  const text = Buffer.from(JSON.stringify([stream, atMs, place])).toString('base64url');
  return text + checkOf(text);
}

/**
 * The place of a token.
 * @throws ServiceError invalid_argument `resume_token_invalid`, also for another stream's; failed_precondition `resume_token_expired`
 */
export function decodeCheckpoint<Place>(stream: string, place: ZodType<Place>, token: string, nowMs: number): Place {
  const read = content.safeParse(parse(token));
  const found = read.success && read.data[0] === stream ? place.safeParse(read.data[2]) : undefined;
  if (!read.success || found?.success !== true) {
    const message = 'This is not a resume token of this stream; send the last checkpoint token as it was.';
    throw new ServiceError('invalid_argument', 'resume_token_invalid', message);
  }
  if (nowMs - read.data[1] >= CHECKPOINT_MS) {
    const message = 'The resume token is older than 24 hours; read everything again and follow without one.';
    throw new ServiceError('failed_precondition', 'resume_token_expired', message);
  }
  return found.data;
}

function parse(token: string): unknown {
  const text = token.slice(0, -CHECK_CHARACTERS);
  if (text + checkOf(text) !== token) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function checkOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, CHECK_CHARACTERS);
}
