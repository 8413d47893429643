import type { ChatKey } from '../app/chat-key.ts';
import type { Aggregates } from '../app/ports.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import { projectArtifact } from '../domain/artifact/project.ts';
import { evolveChat } from '../domain/chat/evolve.ts';
import { projectChat } from '../domain/chat/project.ts';
import { artifactEventFromWire, artifactEventToWire } from './artifact-events.ts';
import { chatEventFromWire, chatEventToWire } from './chat-events.ts';
import { openWords, sealWords } from './words.ts';

/** Chats whose events have their words sealed. @param keyOf the key of a chat; undefined for one that was erased, or has none yet */
export function sealedChats(keyOf: (chatId: string) => ChatKey | undefined): Aggregates['chat'] {
  return {
    name: 'chat',
    initialState: undefined,
    evolve: evolveChat,
    project: projectChat,
    encode: (event) => {
      const chatId = event.type === 'MessageSent' ? event.message.chatId : event.chatId;
      return sealWords(chatEventToWire(event), chatId, keyOf(chatId));
    },
    decode: (event) => chatEventFromWire(openWords(event, keyOf)),
  };
}

export const aggregates: Pick<Aggregates, 'artifact'> = {
  artifact: {
    name: 'artifact',
    initialState: undefined,
    evolve: evolveArtifact,
    project: projectArtifact,
    encode: artifactEventToWire,
    decode: artifactEventFromWire,
  },
};
