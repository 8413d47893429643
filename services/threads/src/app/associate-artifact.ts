import type { Artifact } from '../domain/artifact/state.ts';
import type { AssociateArtifact } from '../domain/chat/commands.ts';
import type { Link } from '../domain/chat/state.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { UseCase } from './use-case.ts';

/** An artifact as a chat refers to it. */
export type LinkedArtifact = Pick<Artifact, 'id' | 'title' | 'kind'> & Link;

/** Relates a chat and an artifact. */
export function associateArtifact(command: AssociateArtifact): UseCase<LinkedArtifact> {
  const { chatId, artifactId } = command;
  return {
    reads: { chatId, artifactId },
    decide({ chat: state, artifact }) {
      const decision = decideInChat([command], state);
      if ('refused' in decision) return decision;
      if (!artifact) return { refused: { reason: 'artifact_not_found', id: artifactId } };
      const { events, chat } = decision;
      const link = chat.links[artifactId];
      if (!link) throw new Error('an accepted AssociateArtifact leaves a link');
      const { id, title, kind } = artifact;
      return { changes: [{ aggregate: 'chat', id: chatId, events }], answer: { id, title, kind, ...link } };
    },
  };
}
