import type { JsonValue } from '@bufbuild/protobuf';
import type { ZodType } from 'zod';
import { ServiceError } from '../errors/service-error.ts';

/** An opaque page token for one list with its filters. It is not a secret and grants nothing. */
export function encodePageToken(list: string, place: JsonValue): string {
  return Buffer.from(JSON.stringify([list, place])).toString('base64url');
}

/** The place that a page token holds. @throws ServiceError invalid_argument `page_token_invalid`, also for another list's */
export function decodePageToken<Place>(list: string, place: ZodType<Place>, token: string): Place {
  const result = place.safeParse(read(list, token));
  if (result.success) return result.data;
  const message = 'The page token is not one of this list. Begin with the first page.';
  throw new ServiceError('invalid_argument', 'page_token_invalid', message);
}

function read(list: string, token: string): unknown {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(parsed) && parsed.length === 2 && parsed[0] === list ? parsed[1] : undefined;
  } catch {
    return undefined;
  }
}
