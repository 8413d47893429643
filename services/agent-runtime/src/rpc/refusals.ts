import { createRefusals } from '@ameide/service-kit/errors';
import type { RefusalReason } from '../app/refusal.ts';

export const refusals = createRefusals<RefusalReason>({
  invalid_request: ['invalid_argument', 'The agent is missing.'],
  answer_cut_off: ['failed_precondition', 'The answer reached its length limit and ends early.'],
  answer_empty: ['failed_precondition', 'The model ended without an answer.'],
  answer_filtered: ['failed_precondition', 'The provider has withheld the answer.'],
  answer_refused: ['failed_precondition', 'The model declines to answer.'],
  answer_unfinished: ['failed_precondition', 'The model stopped before its answer was whole.'],
  context_too_long: ['failed_precondition', 'The conversation is too long for the model.'],
  budget_exceeded: ['resource_exhausted', 'A budget is used up.'],
  metering_unavailable: ['unavailable', 'What the model may use cannot be held right now.'],
  model_without_price: [
    'failed_precondition',
    'Nobody knows what this model costs, and a budget in money binds the call.',
  ],
  agent_not_found: ['not_found', 'There is no such agent.'],
  definition_fixed: ['failed_precondition', 'This runtime executes one agent as it was defined for it.'],
  model_busy: ['resource_exhausted', 'Too many ask the model at once; try again in a moment.'],
  model_unavailable: ['unavailable', 'The model does not answer; try again later.'],
  model_unknown: ['invalid_argument', 'There is no such model.'],
  personal_data_found: [
    'failed_precondition',
    'The message has personal data or a key in it, which may not be sent to a model here; leave it out and ask again.',
  ],
  run_time_out: ['deadline_exceeded', 'The run has taken too long.'],
  step_limit_reached: ['failed_precondition', 'The agent does not come to an end.'],
  tool_unknown: ['invalid_argument', 'There is no such tool.'],
});
