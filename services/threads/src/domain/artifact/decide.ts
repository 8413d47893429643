import type { Decision } from '@ameide/event-store/domain';
import { findKind } from '@ameide/graph-model';
import { artifactNotFound, type Refusal } from '../refusal.ts';
import type { ArtifactCommand } from './commands.ts';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/**
 * What a command does to an artifact.
 * @throws Error when an artifact is created under the id of another one.
 */
export function decideArtifact(command: ArtifactCommand, state: ArtifactState): Decision<ArtifactEvent, Refusal> {
  if (command.type !== 'CreateArtifact' && !state) return { refused: artifactNotFound(command.artifactId) };
  switch (command.type) {
    case 'CreateArtifact': {
      const { type: _type, artifactId: id, ...facts } = command;
      const { kind } = facts;
      if (state) throw new Error(`artifact ${id} exists already; a new artifact needs a new id`);
      if (!findKind(kind)?.root) return { refused: { reason: 'kind_unknown', metadata: { kind } } };
      return { events: [{ type: 'ArtifactCreated', id, ...facts }] };
    }
  }
}
