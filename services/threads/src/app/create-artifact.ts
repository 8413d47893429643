import { type Command, change } from '@ameide/event-store';
import type { CreateArtifact } from '../domain/artifact/commands.ts';
import { decideArtifact } from '../domain/artifact/decide.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import type { Artifact, ArtifactState } from '../domain/artifact/state.ts';
import type { Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** Creates an artifact and relates it to the chat that it is created in, if there is one. */
export function createArtifact(readKnown: ReadKnown, command: CreateArtifact): Command<Known, Artifact, Refusal> {
  const { artifactId, createdBy: userId, createdAt: at, primaryChatId: chatId } = command;
  return {
    read: (source) => readKnown(source, { chatId, artifactId, created: 'artifact' }),
    decide({ chat, artifact }) {
      const decided = decideArtifact(command, artifact.state);
      if ('refused' in decided) return decided;
      const { events } = decided;
      const answer = events.reduce<ArtifactState>(evolveArtifact, undefined);
      if (!answer) throw new Error('an accepted CreateArtifact leaves an artifact');
      const created = change(artifact, events);
      if (chatId === undefined) return { changes: [created], answer };

      const relate = { type: 'AssociateArtifact', chatId, userId, at, artifactId, relation: 'created' } as const;
      const decision = decideInChat([relate], chat);
      if ('refused' in decision) return decision;
      return { changes: [created, ...decision.changes], answer };
    },
  };
}
