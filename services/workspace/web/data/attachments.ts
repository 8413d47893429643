import { createAttachments } from '@ameide/sdk';
import { connection } from './connection.ts';

/** Apart from the other services: it is loaded when somebody attaches something. */
export const { attachments, uploadFile } = createAttachments(connection);
