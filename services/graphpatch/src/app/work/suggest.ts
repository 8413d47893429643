import type { Looked } from '../drafts/look-at-draft.ts';
import type { OpenModels } from './open-model.ts';
import { identified } from './suggestions.ts';
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
  const all = model.notation
    .suggest(model, work.language)
    .filter(({ elementIds }) => focus.size === 0 || elementIds.some((id) => focus.has(id)));
  const { limit, draftRevision } = work;
  const suggestions = identified(deps, all, limit);
  const version = model.ref.version;
  return deps.answers.suggested({ version, draftRevision, suggestions, totalCount: all.length });
}
