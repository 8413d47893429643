import type { FoundModel } from '../models.ts';
import type { OpenModels } from './open-model.ts';
import { suggestionsOf } from './suggestions.ts';
import type { WorkDeps } from './work-deps.ts';

/** A version of a model that suggestions are asked for. */
export interface SuggestWork {
  readonly tenantId: string;
  readonly model: FoundModel;
  readonly language: string;
  /** Empty for all elements. */
  readonly focusIds: readonly string[];
  /** How many to answer with. */
  readonly limit: number;
}

export function suggest(deps: WorkDeps, models: OpenModels, work: SuggestWork): Uint8Array {
  const model = models.open(work.model);
  const focus = new Set(work.focusIds);
  const suggestions = suggestionsOf(deps, model, work.language).filter(
    ({ elementIds }) => focus.size === 0 || elementIds.some((id) => focus.has(id)),
  );
  return deps.answers.suggested(model.ref.version, suggestions, work.limit);
}
