import type { Decision } from '@ameide/event-store/domain';
import { findKind } from '@ameide/graph-model';
import { artifactNotFound, type Refusal } from '../refusal.ts';
import { isRestorable } from '../restorable.ts';
import type { ArtifactCommand } from './commands.ts';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/**
 * What a command does to an artifact.
 * @throws Error when an artifact is created under the id of another one.
 */
export function decideArtifact(command: ArtifactCommand, state: ArtifactState): Decision<ArtifactEvent, Refusal> {
  if (command.type === 'CreateArtifact') {
    const { type: _type, artifactId: id, ...facts } = command;
    const { kind } = facts;
    if (state) throw new Error(`artifact ${id} exists already; a new artifact needs a new id`);
    if (!findKind(kind)?.root) return { refused: { reason: 'kind_unknown', metadata: { kind } } };
    return { events: [{ type: 'ArtifactCreated', id, ...facts }] };
  }
  const { artifactId: id, userId, at } = command;
  if (!state) return { refused: artifactNotFound(id) };
  const { deletedAt } = state;
  switch (command.type) {
    case 'RenameArtifact': {
      const { title } = command;
      if (deletedAt !== undefined) return { refused: artifactNotFound(id) };
      if (title === state.title) return { events: [] };
      return { events: [{ type: 'ArtifactRenamed', id, title, renamedBy: userId, renamedAt: at }] };
    }
    case 'DeleteArtifact':
      return {
        events: deletedAt === undefined ? [{ type: 'ArtifactDeleted', id, deletedBy: userId, deletedAt: at }] : [],
      };
    case 'UndeleteArtifact':
      if (!isRestorable(deletedAt, at)) return { refused: artifactNotFound(id) };
      return {
        events: deletedAt === undefined ? [] : [{ type: 'ArtifactRestored', id, restoredBy: userId, restoredAt: at }],
      };
  }
}
