import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused } from './refusal.ts';

export interface GetAiSuggestionsQuery {
  readonly ref: string;
  /** Of proposed names. */
  readonly language: string;
  /** Empty for all elements. */
  readonly focusIds: readonly string[];
  /** 0 for as many as people read. */
  readonly maxSuggestions: number;
}

const USUAL_SUGGESTIONS = 50;

/** What would make a version of a model better; the encoded answer. */
export async function getAiSuggestions(
  { models, worker }: Pick<GraphpatchDeps, 'models' | 'worker'>,
  { tenantId, signal }: Caller,
  { ref, language, focusIds, maxSuggestions }: GetAiSuggestionsQuery,
): Promise<Uint8Array | Refused> {
  const model = await models.version(tenantId, ref);
  if (isRefused(model)) return model;
  return worker.suggest({ tenantId, model, language, focusIds, limit: maxSuggestions || USUAL_SUGGESTIONS }, signal);
}
