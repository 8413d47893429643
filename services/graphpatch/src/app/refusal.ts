import type { Diagnostic } from '@ameide/graph-model';

/** Why a use case did nothing. `rpc/` turns it into a Connect error; the reasons are those of the contract. */
export interface Refusal {
  readonly refused: true;
  readonly reason: RefusalReason;
  readonly message: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

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
  | 'patch_not_found'
  | 'patch_already_decided'
  | 'patch_invalid'
  | 'patch_conflict'
  | 'approval_incomplete'
  | 'human_approval_required';

export function refuse(reason: RefusalReason, message: string, metadata?: Readonly<Record<string, string>>): Refusal {
  return { refused: true, reason, message, ...(metadata && { metadata }) };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value && value.refused === true;
}

/** The first error as a place and a sentence, for the metadata of a refusal. */
export function firstError(diagnostics: readonly Diagnostic[]): Readonly<Record<string, string>> {
  const error = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  if (!error) return {};
  return {
    code: error.code,
    ...(error.operationId && { operation_id: error.operationId }),
    ...(error.line && { line: String(error.line) }),
    ...(error.column && { column: String(error.column) }),
  };
}

/** The errors as one sentence. */
export function explain(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
    .join(' ');
}
