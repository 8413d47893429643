import { isConflict, isUnavailable, sqlState } from '@ameide/postgres';
import { ServiceError } from './service-error.ts';

/** SQLSTATEs of text that PostgreSQL cannot hold: character U+0000, or half a surrogate pair. */
const UNSTORABLE = new Set(['22P05', '22021']);
const DISK_FULL = '53100';
const INVALID_TEXT_REPRESENTATION = '22P02';

/** What a client is told of an error of the database that it can do something about; undefined for all other errors. */
export function databaseError(error: unknown): ServiceError | undefined {
  if (sqlState(error) === DISK_FULL) {
    const text =
      'The disk of the database is full, so nothing was changed. Repeat the request when there is room again.';
    return new ServiceError('unavailable', 'database_full', text, { cause: error });
  }
  if (isUnavailable(error) || isConflict(error)) {
    const text = 'The database cannot serve the request now. Repeat it, with the same key if it has one.';
    return new ServiceError('unavailable', 'database_unavailable', text, { cause: error });
  }
  if (isUnstorableText(error)) {
    const text = 'The text holds a character that cannot be stored (U+0000, or half a surrogate pair). Remove it.';
    return new ServiceError('invalid_argument', 'text_not_storable', text, { cause: error });
  }
  return undefined;
}

/** Half a surrogate pair within JSON is reported as JSON that cannot be read, which ours otherwise always can. */
function isUnstorableText(error: unknown): boolean {
  const state = sqlState(error) ?? '';
  if (UNSTORABLE.has(state)) return true;
  return state === INVALID_TEXT_REPRESENTATION && (error as Error).message.includes('type json');
}
