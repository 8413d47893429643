import type { GraphpatchDeps } from './deps.ts';
import { lookAt } from './drafts/look-at-draft.ts';
import type { Caller } from './ports.ts';
import type { Refused } from './refusal.ts';

export interface GetAiSuggestionsQuery {
  readonly ref: string;
  /** Of proposed names. */
  readonly language: string;
  /** Empty for all elements. */
  readonly focusIds: readonly string[];
  /** 0 for as many as people read. */
  readonly maxSuggestions: number;
  /** 0 without the caller's draft. */
  readonly draftRevision: number;
}

const USUAL_SUGGESTIONS = 50;

/** What would make a version of a model better, or a draft; the encoded answer. */
export function getAiSuggestions(
  deps: Pick<GraphpatchDeps, 'draftRows' | 'models' | 'worker'>,
  caller: Caller,
  { ref, language, focusIds, maxSuggestions, draftRevision }: GetAiSuggestionsQuery,
): Promise<Uint8Array | Refused> {
  const { tenantId, signal } = caller;
  const limit = maxSuggestions || USUAL_SUGGESTIONS;
  return lookAt(deps, caller, ref, draftRevision, (looked) =>
    deps.worker.suggest({ tenantId, ...looked, language, focusIds, limit }, signal),
  );
}
