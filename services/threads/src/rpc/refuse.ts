import { ServiceError } from '@ameide/service-kit/errors';
import type { Refusal } from '../domain/refusal.ts';

const TEXTS: Readonly<Record<Refusal['reason'], string>> = {
  thread_not_found: 'There is no such chat, or you may not see it.',
  artifact_not_found: 'There is no such artifact.',
};

/** A refusal of the domain, as clients get it. */
export function refusalError(refused: Refusal | { readonly reason: 'idempotency_key_reused' }): ServiceError {
  if (refused.reason === 'idempotency_key_reused') {
    const text = 'This idempotency key belongs to another request. Use a new key for a new request.';
    return new ServiceError('already_exists', refused.reason, text);
  }
  return new ServiceError('not_found', refused.reason, TEXTS[refused.reason], { metadata: { id: refused.id } });
}
