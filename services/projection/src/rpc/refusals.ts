import { createRefusals } from '@ameide/service-kit/errors';
import type { ProjectionRefusal } from '../app/refusal.ts';

/** What clients get when a read is refused. */
export const refusals = createRefusals<ProjectionRefusal['reason']>({
  ref_invalid: ['invalid_argument', 'That is not a ref. Use artifacts/<id>/<branch>[@<version>].'],
  model_not_found: ['not_found', 'There is no such model.'],
  version_not_found: ['not_found', 'There is no such version here.'],
  projection_behind: ['unavailable', 'The projection is behind. Ask again in a moment.'],
  focus_not_found: ['invalid_argument', 'The model does not have the focus. Ask without one to see what it has.'],
  token_budget_too_small: ['invalid_argument', 'Nothing useful fits the token budget.'],
});
