import { isConflict, isUnavailable, sqlState } from '@ameide/postgres';
import { ServiceError } from './service-error.ts';

/** SQLSTATEs of text that PostgreSQL cannot hold: character U+0000, or half a surrogate pair. */
const UNSTORABLE = new Set(['22P05', '22021']);

/** What a client is told of an error of the database that it can do something about; undefined for all other errors. */
export function databaseError(error: unknown): ServiceError | undefined {
  if (isUnavailable(error) || isConflict(error)) {
    const text = 'The database cannot serve the request now. Repeat it, with the same key if it has one.';
    return new ServiceError('unavailable', 'database_unavailable', text, { cause: error });
  }
  if (UNSTORABLE.has(sqlState(error) ?? '')) {
    const text = 'The text holds a character that cannot be stored (U+0000, or half a surrogate pair). Remove it.';
    return new ServiceError('invalid_argument', 'text_not_storable', text, { cause: error });
  }
  return undefined;
}
