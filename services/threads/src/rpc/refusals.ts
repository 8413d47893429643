import type { CommandRefusal } from '@ameide/event-store';
import { createAnswerCommand } from '@ameide/service-kit/commands';
import { commandRefusals, createRefusals } from '@ameide/service-kit/errors';
import type { Refusal } from '../domain/refusal.ts';

/** What clients get when a command or a query is refused. */
export const refusals = createRefusals<(Refusal | CommandRefusal)['reason']>({
  ...commandRefusals,
  thread_not_found: ['not_found', 'There is no such chat, or you may not see it.'],
  artifact_not_found: ['not_found', 'There is no such artifact.'],
  not_owner: ['permission_denied', 'Only the owner of a chat may do this.'],
  kind_unknown: ['invalid_argument', 'No model has a root of this kind. Use one such as `bpmn::collaboration`.'],
});

/** Runs a command for the caller; a repeat gets the first response. @throws ServiceError see `refusals` */
export const answerCommand = createAnswerCommand<Refusal>(refusals);
