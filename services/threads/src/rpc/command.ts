import { createAnswerCommand } from '@ameide/service-kit/commands';
import type { Refusal } from '../domain/refusal.ts';
import { refusals } from './refusals.ts';

export { callersKey } from '@ameide/service-kit/commands';

/** Runs a command for the caller; a repeat gets the first response. @throws ServiceError see `refusals` */
export const runCommand = createAnswerCommand<Refusal>(refusals);
