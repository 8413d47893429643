import { commandRefusals, createRefusals } from '@ameide/service-kit/errors';
import type { RefusalReason } from '../app/refusal.ts';

export const refusals = createRefusals<RefusalReason>({
  ...commandRefusals,
  agent_not_found: ['not_found', 'There is no such agent; ListAgents names those that there are.'],
  thread_empty: ['failed_precondition', 'The chat has no message to answer; send one first.'],
  thread_busy: [
    'failed_precondition',
    'Another answer is being written in this chat; wait for it, or let this one wait.',
  ],
  budget_exceeded: ['resource_exhausted', 'A budget is used up.'],
  budget_invalid: ['invalid_argument', 'There is no such budget.'],
  budget_not_found: ['not_found', 'There is no such budget.'],
  budget_not_prepaid: ['failed_precondition', 'Only a prepaid budget is paid into; set the amount of this one.'],
  model_without_price: [
    'failed_precondition',
    'Nobody knows what this model costs, and a budget in money binds the call; enter its price, or take another model.',
  ],
  rate_limited: ['resource_exhausted', 'A limit of the plan is used up. Try again later.'],
  limits_unavailable: ['unavailable', 'The limits of the plan cannot be looked at right now. Try again in a moment.'],
  plan_not_found: ['not_found', 'There is no such plan; ListPlans names those that there are.'],
  // Also for a run of somebody else.
  run_not_found: ['not_found', 'There is no such run.'],
  run_ended: ['failed_precondition', 'The run has ended.'],
  interrupt_not_found: ['not_found', 'The run does not ask that, or not any more. Read the run again.'],
  interrupt_decided: ['failed_precondition', 'This has been decided otherwise before.'],
  interrupt_expired: ['failed_precondition', 'Nobody has answered in time; ask again.'],
  attempt_superseded: ['aborted', 'Another process works on the run.'],
  resume_token_invalid: ['invalid_argument', 'This is not a resume token; send the one of the last frame as it was.'],
  stream_expired: ['failed_precondition', 'The run has ended too long ago to be resumed; its chat has the answer.'],
  agent_id_taken: ['already_exists', 'Another agent has this id; give this one another name.'],
  agent_superseded: ['failed_precondition', 'Something newer is known of the agent; read its object again.'],
  time_zone_unknown: ['invalid_argument', 'There is no such time zone; send a name such as Europe/Berlin.'],
  invalid_request: ['invalid_argument', 'The request is not valid.'],
  subscription_exists: ['already_exists', 'There is such a subscription; take a new id for a new one.'],
  subscription_lost: [
    'unavailable',
    'Changes of topics cannot be passed on right now. Subscribe anew, with all topics.',
  ],
  subscription_over: ['failed_precondition', 'The subscription is over. Subscribe anew, with all topics.'],
});
