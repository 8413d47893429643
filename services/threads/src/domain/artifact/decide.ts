import type { Decision } from '@ameide/event-store/domain';
import { findKind } from '@ameide/graph-model';
import type { Refusal } from '../refusal.ts';
import type { ArtifactCommand } from './commands.ts';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/**
 * What a command does to an artifact.
 * @throws Error when an artifact is created under the id of another one.
 */
export function decideArtifact(command: ArtifactCommand, state: ArtifactState): Decision<ArtifactEvent, Refusal> {
  if (state) throw new Error(`artifact ${command.id} exists already; a new artifact needs a new id`);
  const { kind } = command;
  if (!findKind(kind)?.root) return { refused: { reason: 'kind_unknown', metadata: { kind } } };
  return { events: [{ ...command, type: 'ArtifactCreated' }] };
}
