import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { ArtifactEvent } from './events.ts';
import { artifactEventRow } from './history.ts';
import type { ArtifactState } from './state.ts';

export const projectArtifact: Projection<ArtifactState, ArtifactEvent> = {
  ArtifactCreated: ({ type: _type, id, ...artifact }) => [
    insertRow('artifacts', { id }, artifact),
    artifactEventRow({
      type: 'created',
      artifactId: id,
      happenedAt: artifact.createdAt,
      userId: artifact.createdBy,
      title: artifact.title,
    }),
  ],
  ArtifactRenamed: ({ id, title, renamedBy: userId, renamedAt: happenedAt }) => [
    updateRow('artifacts', { id }, { title }),
    artifactEventRow({ type: 'renamed', artifactId: id, happenedAt, userId, title }),
  ],
  ArtifactDeleted: ({ id, deletedAt, deletedBy: userId }) => [
    updateRow('artifacts', { id }, { deletedAt }),
    artifactEventRow({ type: 'deleted', artifactId: id, happenedAt: deletedAt, userId }),
  ],
  ArtifactRestored: ({ id, restoredAt: happenedAt, restoredBy: userId }) => [
    updateRow('artifacts', { id }, { deletedAt: null }),
    artifactEventRow({ type: 'restored', artifactId: id, happenedAt, userId }),
  ],
};
