import type { Aggregate } from '@ameide/event-store';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import { evolveArtifact } from '../domain/artifact/evolve.ts';
import { projectArtifact } from '../domain/artifact/project.ts';
import type { ArtifactState } from '../domain/artifact/state.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { evolveChat } from '../domain/chat/evolve.ts';
import { projectChat } from '../domain/chat/project.ts';
import type { ChatState } from '../domain/chat/state.ts';
import { artifactEventFromWire, chatEventFromWire, eventToWire } from './events.ts';

export const chats: Aggregate<ChatState, ChatEvent> = {
  name: 'chat',
  initialState: undefined,
  evolve: evolveChat,
  project: projectChat,
  encode: eventToWire,
  decode: chatEventFromWire,
};

export const artifacts: Aggregate<ArtifactState, ArtifactEvent> = {
  name: 'artifact',
  initialState: undefined,
  evolve: evolveArtifact,
  project: projectArtifact,
  encode: eventToWire,
  decode: artifactEventFromWire,
};
