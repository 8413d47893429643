import type { JsonValue } from '@bufbuild/protobuf';
import { ServiceError } from '../errors/service-error.ts';

/** An opaque page token for lists of one kind, such as `chats`. It is not a secret and grants nothing. */
export function encodePageToken(kind: string, value: JsonValue): string {
  return Buffer.from(JSON.stringify([kind, value])).toString('base64url');
}

/** What a page token holds. @throws ServiceError invalid_argument `page_token_invalid`, also for a token of another kind */
export function decodePageToken(kind: string, token: string): JsonValue {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2 && parsed[0] === kind) return parsed[1];
  } catch {
    // Not JSON: refused below.
  }
  const message = 'The page token is not one of this list. Begin with the first page.';
  throw new ServiceError('invalid_argument', 'page_token_invalid', message);
}
