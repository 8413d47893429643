import { isUnavailable, sqlState } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import type { Refusal } from '../domain/refusal.ts';

const TEXTS: Readonly<Record<Refusal['reason'], string>> = {
  thread_not_found: 'There is no such chat, or you may not see it.',
  artifact_not_found: 'There is no such artifact.',
};

/** SQLSTATEs of text that PostgreSQL cannot hold: character U+0000, or half a surrogate pair. */
const UNSTORABLE = new Set(['22P05', '22021', '22P02']);

/** A refusal of the domain, as clients get it. */
export function refusalError(refused: Refusal | { readonly reason: 'idempotency_key_reused' }): ServiceError {
  if (refused.reason === 'idempotency_key_reused') {
    const text = 'This idempotency key belongs to another request. Use a new key for a new request.';
    return new ServiceError('already_exists', refused.reason, text);
  }
  return new ServiceError('not_found', refused.reason, TEXTS[refused.reason], { metadata: { id: refused.id } });
}

/** What is thrown instead of an error of the database that the client can do something about; else the error itself. */
export function databaseError(error: unknown): unknown {
  if (isUnavailable(error)) {
    const text = 'The database cannot be reached. Repeat the request with the same idempotency key.';
    return new ServiceError('unavailable', 'database_unavailable', text, { cause: error });
  }
  if (UNSTORABLE.has(sqlState(error) ?? '')) {
    const text = 'The text holds a character that cannot be stored (U+0000, or half a surrogate pair). Remove it.';
    return new ServiceError('invalid_argument', 'text_not_storable', text, { cause: error });
  }
  return error;
}
