import type { CreateArtifact } from '../domain/artifact/commands.ts';
import { decideArtifact } from '../domain/artifact/decide.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import type { Artifact, ArtifactState } from '../domain/artifact/state.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { UseCase } from './use-case.ts';

/** Creates an artifact and relates it to the chat that it is created in, if there is one. */
export function createArtifact(command: CreateArtifact): UseCase<Artifact> {
  const { id, createdBy: userId, createdAt: at, primaryChatId: chatId } = command;
  return {
    reads: { chatId },
    decide({ chat }) {
      const { events } = decideArtifact(command, undefined);
      const answer = events.reduce<ArtifactState>(evolveArtifact, undefined);
      if (!answer) throw new Error('an accepted CreateArtifact leaves an artifact');
      const created = { aggregate: 'artifact', id, events } as const;
      if (chatId === undefined) return { changes: [created], answer };

      const relate = { type: 'AssociateArtifact', chatId, userId, at, artifactId: id, relation: 'created' } as const;
      const decision = decideInChat([relate], chat);
      if ('refused' in decision) return decision;
      return { changes: [created, { aggregate: 'chat', id: chatId, events: decision.events }], answer };
    },
  };
}
