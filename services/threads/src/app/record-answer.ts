import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { ChatCommand, SendMessage } from '../domain/chat/commands.ts';
import type { Author, Message } from '../domain/message.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { AppliedRuns } from './mark-modified.ts';
import type { Known, ReadKnown } from './ports.ts';

export interface Answer extends Omit<SendMessage, 'author' | 'attachments'> {
  readonly author: Extract<Author, { readonly role: 'assistant' }>;
}

type KnownOfRun = Known & { readonly modified: Awaited<ReturnType<AppliedRuns['artifactsOf']>> };

/** Stores what an agent has said in a run, and that the chat has modified what patches of the run have changed by now. */
export function recordAnswer(
  readKnown: ReadKnown,
  appliedRuns: AppliedRuns,
  tenantId: string,
  answer: Answer,
): Command<KnownOfRun, Message, Refusal> {
  const { chatId, artifactId, at, author } = answer;
  return {
    lock: (tx) => appliedRuns.lock(tx, tenantId, author.runId),
    async read(source) {
      const known = await readKnown(source, { chatId, artifactId });
      return { ...known, modified: await source.query((tx) => appliedRuns.artifactsOf(tx, author.runId)) };
    },
    decide({ chat, artifact, modified }) {
      const commands: ChatCommand[] = modified.map((change) => ({
        ...{ type: 'MarkModified', chatId, artifactId: change.artifactId },
        at: Math.min(change.appliedAt, at),
      }));
      const decision = decideInChat([answer, ...commands], chat);
      if ('refused' in decision) return decision;
      if (artifactId !== undefined && !isPresent(artifact.state)) return { refused: artifactNotFound(artifactId) };
      return { changes: decision.changes, answer: sentMessage(decision.events) };
    },
  };
}
