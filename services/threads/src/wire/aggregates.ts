import type { Aggregates } from '../app/ports.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import { projectArtifact } from '../domain/artifact/project.ts';
import { evolveChat } from '../domain/chat/evolve.ts';
import { projectChat } from '../domain/chat/project.ts';
import { artifactEventFromWire, artifactEventToWire, chatEventFromWire, chatEventToWire } from './events.ts';

export const aggregates: Aggregates = {
  chat: {
    name: 'chat',
    initialState: undefined,
    evolve: evolveChat,
    project: projectChat,
    encode: chatEventToWire,
    decode: chatEventFromWire,
  },
  artifact: {
    name: 'artifact',
    initialState: undefined,
    evolve: evolveArtifact,
    project: projectArtifact,
    encode: artifactEventToWire,
    decode: artifactEventFromWire,
  },
};
