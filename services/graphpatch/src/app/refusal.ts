import type { Diagnostic } from '@ameide/graph-model';
import type { Refusal } from '@ameide/service-kit/errors';
import type { BaselineRefusal } from '../domain/baselines/decide.ts';
import type { Refusal as PatchRefusal } from '../domain/refusal.ts';

/** The reasons of the contract; `rpc/refusals.ts` says what clients get for each. */
export type RefusalReason =
  | 'ref_invalid'
  | 'artifact_not_found'
  | 'model_not_found'
  | 'version_not_found'
  | 'model_exists'
  | 'version_mismatch'
  | 'document_too_large'
  | 'document_malformed'
  | 'document_not_this_notation'
  | 'document_unsafe'
  | 'document_invalid'
  | 'correlation_id_reused'
  | PatchRefusal['reason']
  | BaselineRefusal['reason']
  | 'refs_unrelated'
  | 'version_current'
  | 'patch_invalid'
  | 'patch_conflict'
  | 'approval_incomplete'
  | 'commit_not_revertible'
  | 'commit_reverted'
  | 'revert_invalid'
  | 'revert_conflict'
  | 'suggestion_stale'
  | 'draft_conflict'
  | 'draft_empty'
  | 'draft_too_large'
  | 'batch_not_found';

/** What a use case comes to that does nothing. */
export interface Refused {
  readonly refused: Refusal<RefusalReason>;
}

export function refuse(
  reason: RefusalReason,
  message?: string,
  facts: Pick<Refusal, 'conflict' | 'metadata'> = {},
): Refused {
  return { refused: { reason, ...(message && { message }), ...facts } };
}

export function isRefused(outcome: object): outcome is Refused {
  return 'refused' in outcome;
}

/** Refuses for what is wrong with a document or with operations: every error in words, the first one as metadata. */
export function refuseFor(reason: RefusalReason, diagnostics: readonly Diagnostic[]): Refused {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first = diagnostics[0]] = errors;
  const message = errors.map((error) => error.message).join(' ');
  if (!first) return refuse(reason, message);
  const { code, operationId, line, column } = first;
  const place = { ...(line && { line: String(line) }), ...(column && { column: String(column) }) };
  return refuse(reason, message, { metadata: { code, ...(operationId && { operation_id: operationId }), ...place } });
}
