import type { Aggregate, CommandSource, Loaded } from '@ameide/event-store';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { Artifact, ArtifactState } from '../domain/artifact/state.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import type { Chat, ChatState, Link } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';

/** What has a stream of events of its own. */
export interface Aggregates {
  readonly chat: Aggregate<ChatState, ChatEvent>;
  readonly artifact: Aggregate<ArtifactState, ArtifactEvent>;
}

/** What a command is decided on, as it was at one moment. */
export interface Known {
  readonly chat: Loaded<ChatState, ChatEvent>;
  readonly artifact: Loaded<ArtifactState, ArtifactEvent>;
}

/** What a command is about. */
export interface KnownIds {
  readonly chatId?: string | undefined;
  readonly artifactId?: string | undefined;
  /** Gets its id from the command, so it is not looked for. */
  readonly created?: 'chat' | 'artifact' | undefined;
}

/** Reads what a command is decided on. What is not asked for is absent, as what is not there. */
export type ReadKnown = (source: CommandSource, ids: KnownIds) => Promise<Known>;

/** An artifact as a chat refers to it. */
export type LinkedArtifact = Pick<Artifact, 'id' | 'title' | 'kind'> & Link;

/** A chat as an artifact refers to it. */
export type LinkedChat = Pick<Chat, 'id' | 'title'> & Link;

/** A place in a list that is sorted by a time, the latest first: milliseconds since 1970, and the id as tie-breaker. */
export type TimePlace = [at: number, id: string];

/** A list that is read by parts. */
export interface List<Item, Place> {
  /** Up to `limit` entries after a place, from the start unless given. */
  part(after: Place | undefined, limit: number): Promise<Item[]>;
  /** How many entries the whole list has; counts no further than `most`. */
  count(most: number): Promise<number>;
}

/** What one user may read. */
export interface Queries {
  chat(id: string): Promise<Chat | undefined>;
  /** The last updated first; with `artifactId` only those related to it. */
  chats(filter: { readonly artifactId: string | undefined }): List<Chat, TimePlace>;
  /** The oldest first; a place is a position in the chat. */
  messages(chatId: string): Pick<List<Message, number>, 'part'>;
  /** The last related first. */
  artifactsOfChat(chatId: string): List<LinkedArtifact, TimePlace>;
  artifact(id: string): Promise<Artifact | undefined>;
  /** By title, whatever its case; a place is the id of the last one seen. */
  artifacts(filter: { readonly kind: string | undefined }): List<Artifact, string>;
  /** The last related first. */
  chatsOfArtifact(artifactId: string): List<LinkedChat, TimePlace>;
}

/** Who reads. */
export interface Reader {
  readonly tenantId: string;
  readonly actorId: string;
  readonly signal: AbortSignal;
}

export type CreateQueries = (reader: Reader) => Queries;
