import type { ArtifactCommand } from './commands.ts';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/**
 * What a command does to an artifact.
 * @throws Error when an artifact is created under the id of another one.
 */
export function decideArtifact(command: ArtifactCommand, state: ArtifactState): { readonly events: ArtifactEvent[] } {
  if (state) throw new Error(`artifact ${command.id} exists already; a new artifact needs a new id`);
  return { events: [{ ...command, type: 'ArtifactCreated' }] };
}
