import { type Command, change } from '@ameide/event-store';
import type { ChangeArtifact } from '../domain/artifact/commands.ts';
import { decideArtifact } from '../domain/artifact/decide.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Known, ReadKnown } from './ports.ts';

/** Renames, deletes or restores an artifact. */
export function changeArtifact(readKnown: ReadKnown, command: ChangeArtifact): Command<Known, Artifact, Refusal> {
  const { artifactId } = command;
  return {
    read: (source) => readKnown(source, { artifactId, changed: 'artifact' }),
    decide({ artifact }) {
      const decision = decideArtifact(command, artifact.state);
      if ('refused' in decision) return decision;
      const { events } = decision;
      const answer = events.reduce(evolveArtifact, artifact.state);
      if (!answer) throw new Error('an accepted command leaves an artifact');
      return { changes: events.length > 0 ? [change(artifact, events)] : [], answer };
    },
  };
}
