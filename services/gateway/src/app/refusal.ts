import type { Refusal } from '@ameide/service-kit/errors';
import type { RegistrationRefusal } from '../domain/agent/registration.ts';
import type { Refusal as RunRefusal } from '../domain/refusal.ts';

/** Why the gateway refuses; the reasons of its contracts. */
export type RefusalReason =
  | RegistrationRefusal
  | RunRefusal['reason']
  | 'agent_not_found'
  | 'thread_busy'
  | 'thread_empty'
  | 'idempotency_key_reused'
  | 'version_conflict'
  | 'budget_exceeded'
  | 'budget_invalid'
  | 'budget_not_found'
  | 'budget_not_prepaid'
  | 'model_without_price'
  | 'rate_limited'
  | 'limits_unavailable'
  | 'plan_not_found'
  | 'resume_token_invalid'
  | 'stream_expired'
  | 'time_zone_unknown'
  | 'invalid_request'
  | 'subscription_exists'
  | 'subscription_lost'
  | 'subscription_over';

export interface Refused {
  readonly refused: Refusal<RefusalReason>;
}

export function refuse(reason: RefusalReason, message?: string, metadata?: Refused['refused']['metadata']): Refused {
  return { refused: { reason, ...(message !== undefined && { message }), ...(metadata && { metadata }) } };
}
