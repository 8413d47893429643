import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

export const projectArtifact: Projection<ArtifactState, ArtifactEvent> = {
  ArtifactCreated: ({ type: _type, id, ...artifact }) => [insertRow('artifacts', { id }, artifact)],
  ArtifactRenamed: ({ id, title }) => [updateRow('artifacts', { id }, { title })],
  ArtifactDeleted: ({ id, deletedAt }) => [updateRow('artifacts', { id }, { deletedAt })],
  ArtifactRestored: ({ id }) => [updateRow('artifacts', { id }, { deletedAt: null })],
};
