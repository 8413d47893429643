import type { CommandRefusal } from '@ameide/event-store';
import { createAnswerCommand } from '@ameide/service-kit/commands';
import { commandRefusals, createRefusals } from '@ameide/service-kit/errors';
import type { AttachmentRefusal, Refusal } from '../domain/refusal.ts';

/** What clients get when a command or a query is refused. */
export const refusals = createRefusals<(Refusal | AttachmentRefusal | CommandRefusal)['reason']>({
  ...commandRefusals,
  thread_not_found: ['not_found', 'There is no such chat, or you may not see it.'],
  artifact_not_found: ['not_found', 'There is no such artifact.'],
  not_owner: ['permission_denied', 'Only the owner of a chat may do this.'],
  attachment_not_found: ['not_found', 'There is no such attachment, or you may not see it.'],
  attachment_no_image: ['invalid_argument', 'This attachment is no image. Send it beside the parts of the message.'],
  upload_not_found: [
    'not_found',
    'There is no such upload. It may have been cancelled or refused, or it is over a day old.',
  ],
  upload_offset_wrong: [
    'failed_precondition',
    'The file goes on elsewhere. Send the chunk that begins at received_bytes.',
  ],
  chunk_size_wrong: ['invalid_argument', 'Every chunk but the last has to be as long as the upload says.'],
  file_type_refused: [
    'invalid_argument',
    'Files of this kind cannot be attached. Images (PNG, JPEG, GIF, WebP), PDF, Word, Excel, PowerPoint and texts can.',
  ],
  too_many_uploads: [
    'resource_exhausted',
    'You have uploaded too much that you have not sent. Send or remove some of it first.',
  ],
  kind_unknown: ['invalid_argument', 'No model has a root of this kind. Use one such as `bpmn::collaboration`.'],
});

/** Runs a command for the caller; a repeat gets the first response. @throws ServiceError see `refusals` */
export const answerCommand = createAnswerCommand<Refusal>(refusals);
