import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { AssociateArtifact } from '../domain/chat/commands.ts';
import { artifactNotFound, notOwner, type Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { Known, LinkedArtifact, ReadKnown } from './ports.ts';

/** Relates a chat and an artifact for the owner of the chat. Messages, and artifacts created in it, relate for everybody. */
export function associateArtifact(
  readKnown: ReadKnown,
  command: AssociateArtifact,
): Command<Known, LinkedArtifact, Refusal> {
  const { chatId, artifactId } = command;
  return {
    read: (source) => readKnown(source, { chatId, artifactId }),
    decide(known) {
      const decision = decideInChat([command], known.chat);
      if ('refused' in decision) return decision;
      if (decision.chat.ownerId !== command.userId) return { refused: notOwner(chatId) };
      const artifact = known.artifact.state;
      if (!isPresent(artifact)) return { refused: artifactNotFound(artifactId) };
      const link = decision.chat.links[artifactId];
      if (!link) throw new Error('an accepted AssociateArtifact leaves a link');
      const { id, title, kind } = artifact;
      return { changes: decision.changes, answer: { id, title, kind, ...link } };
    },
  };
}
