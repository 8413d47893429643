import type { Looked } from '../drafts/look-at-draft.ts';
import type { OpenModels } from './open-model.ts';
import { suggestionsOf } from './suggestions.ts';
import type { WorkDeps } from './work-deps.ts';

/** A model that suggestions are asked for. */
export interface SuggestWork extends Looked {
  readonly tenantId: string;
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
  const { limit, draftRevision } = work;
  return deps.answers.suggested({ version: model.ref.version, draftRevision, suggestions, limit });
}
