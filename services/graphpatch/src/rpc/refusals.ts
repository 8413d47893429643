import { type ErrorCode, ServiceError } from '@ameide/service-kit/errors';
import { isRefusal, type Refusal, type RefusalReason } from '../app/refusal.ts';

const codes: Record<RefusalReason, ErrorCode> = {
  ref_invalid: 'invalid_argument',
  artifact_not_found: 'not_found',
  model_not_found: 'not_found',
  version_not_found: 'not_found',
  model_exists: 'already_exists',
  version_mismatch: 'aborted',
  document_too_large: 'resource_exhausted',
  document_malformed: 'invalid_argument',
  document_not_this_notation: 'invalid_argument',
  document_unsafe: 'invalid_argument',
  document_invalid: 'invalid_argument',
  correlation_id_reused: 'already_exists',
  patch_not_found: 'not_found',
  patch_already_decided: 'failed_precondition',
  patch_invalid: 'failed_precondition',
  patch_conflict: 'aborted',
  approval_incomplete: 'failed_precondition',
  human_approval_required: 'permission_denied',
};

/** The result of a use case, or its refusal as the error that the contract names. */
export function accepted<T extends object>(result: T | Refusal): T {
  if (isRefusal(result)) throw refusalError(result);
  return result;
}

export function refusalError({ reason, message, metadata }: Refusal): ServiceError {
  return new ServiceError(codes[reason], reason, message, metadata && { metadata });
}
