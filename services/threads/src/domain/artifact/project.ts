import { insertRow, type Projection } from '@ameide/event-store/domain';
import { instantColumn } from '../instant-column.ts';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

export const projectArtifact: Projection<ArtifactState, ArtifactEvent> = {
  ArtifactCreated: ({ id, title, kind, createdBy, createdAt, primaryChatId }) => [
    insertRow(
      'artifacts',
      { id },
      { title, kind, created_by: createdBy, primary_chat_id: primaryChatId, created_at: instantColumn(createdAt) },
    ),
  ],
};
