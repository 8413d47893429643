import { type ErrorCode, ServiceError } from '@ameide/service-kit/errors';

/** What callers are told who wait for a run, in the codes of refusals; failed_precondition for every other reason. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  answer_not_recorded: 'unavailable',
  attempts_exhausted: 'unavailable',
  budget_exceeded: 'resource_exhausted',
  cancelled_by_user: 'cancelled',
  model_unavailable: 'unavailable',
  rate_limited: 'resource_exhausted',
  run_time_out: 'deadline_exceeded',
};

/** A run that did not complete, as a refusal of who waits for its answer. */
export function runFailure({ reason, message }: { readonly reason: string; readonly message: string }): ServiceError {
  const text = reason === 'cancelled_by_user' ? 'The answer was cancelled.' : message || 'The agent could not answer.';
  return new ServiceError(CODES[reason] ?? 'failed_precondition', reason || 'run_failed', text);
}
