import type { AnnouncementListener } from '@ameide/event-feed';
import type { Aggregate, CommandSource, Loaded } from '@ameide/event-store';
import type { RowChange } from '@ameide/event-store/domain';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { ArtifactEventRow } from '../domain/artifact/history.ts';
import type { Artifact, ArtifactState } from '../domain/artifact/state.ts';
import type { Attachment } from '../domain/attachment/attachment.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import type { Chat, ChatState, Link, Visibility } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import type { AttachmentQueries } from './attachments/ports.ts';

/** What has a stream of events of its own. */
export interface Aggregates {
  readonly chat: Aggregate<ChatState, ChatEvent>;
  readonly artifact: Aggregate<ArtifactState, ArtifactEvent>;
}

/** A chat as a command has read it, with its key. */
export interface LoadedChat extends Loaded<ChatState, ChatEvent> {
  /** What its first events are written with: a new key. */
  readonly newKey?: RowChange | undefined;
}

/** What a command is decided on, as it was at one moment. */
export interface Known {
  readonly chat: LoadedChat;
  readonly artifact: Loaded<ArtifactState, ArtifactEvent>;
  /** Those that were asked for and that the user may send. */
  readonly attachments: readonly Attachment[];
}

/** What a command is about. */
export interface KnownIds {
  readonly chatId?: string | undefined;
  readonly artifactId?: string | undefined;
  /** Attachments that a user wants to send. */
  readonly sent?: { readonly userId: string; readonly ids: readonly string[] } | undefined;
  /** Gets its id from the command, so it is not looked for. */
  readonly created?: 'chat' | 'artifact' | undefined;
  /** Is read as it is at this moment; else what is known of an artifact may be some seconds old. */
  readonly changed?: 'artifact' | undefined;
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

/** Which chats: those to which everything that is given applies. Instants are milliseconds since 1970. */
export interface ChatFilter {
  readonly artifactId?: string | undefined;
  readonly visibility?: Visibility | undefined;
  readonly own?: boolean | undefined;
  /** The user's deleted chats, of which this is the oldest, instead of the others. */
  readonly deletedSince?: number | undefined;
  readonly updatedAfter?: number | undefined;
  readonly updatedBefore?: number | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  /** All of them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Words that the title or the messages have; of the last one the beginning is enough. */
  readonly query?: string | undefined;
}

/** A chat that was found, with the newest message that was. */
export interface ChatHit {
  readonly chat: Chat;
  readonly message: { readonly sequence: number; readonly excerpt: string } | undefined;
}

/** Which artifacts. */
export interface ArtifactFilter {
  readonly kind?: string | undefined;
  readonly titleContains?: string | undefined;
  /** Only these; all when absent. */
  readonly ids?: readonly string[] | undefined;
  /** Those deleted, of which this is the oldest in milliseconds since 1970, instead of the others. */
  readonly deletedSince?: number | undefined;
}

/** What one user may read. */
export interface Queries extends AttachmentQueries {
  chat(id: string): Promise<Chat | undefined>;
  /** The last updated first. */
  chats(filter: ChatFilter): List<Chat, TimePlace>;
  /** The last updated first. */
  foundChats(filter: ChatFilter & { readonly query: string }): Pick<List<ChatHit, TimePlace>, 'part'>;
  /** In the order of the chat, or from its end; a place is a position in the chat. */
  messages(chatId: string, first: 'oldest' | 'newest'): Pick<List<Message, number>, 'part'>;
  /** The last related first. */
  artifactsOfChat(chatId: string): List<LinkedArtifact, TimePlace>;
  artifact(id: string): Promise<Artifact | undefined>;
  /** By title, whatever its case, or the last created first; a place is the id of the last one seen. */
  artifacts(filter: ArtifactFilter, order: 'title' | 'newest'): List<Artifact, string>;
  /** The newest first; those of chats that the user may read, with the chat's title. */
  artifactEvents(artifactId: string): Pick<List<ArtifactEventRow, readonly [at: number, id: string]>, 'part'>;
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

/** An event of the log, with its place and when it was recorded, in ms since 1970. Undefined for one that this release does not know. */
export interface Recorded<Event, Place> {
  readonly event: Event | undefined;
  readonly place: Place;
  readonly at: number;
}

/** The log as those read it who follow one chat or artifact. */
export interface UpdateLog {
  /** Hears when something happens to it; a hint. */
  listen(kind: 'chat' | 'artifact', tenantId: string, id: string): AnnouncementListener;
  /** Hears when somebody of the tenant may have begun to share a chat, or ended it; a hint. */
  listenToSharing(tenantId: string): AnnouncementListener;
  /** How many events a chat has. */
  chatVersion(tenantId: string, chatId: string): Promise<number>;
  /** The next events of a chat after so many; a place is the number of an event. */
  chatEvents(tenantId: string, chatId: string, after: number): Promise<readonly Recorded<ChatEvent, number>[]>;
  /** Events about an artifact in the next part of the log. */
  artifactEvents(
    tenantId: string,
    artifactId: string,
    after: string,
  ): Promise<{
    readonly events: readonly Recorded<ChatEvent | ArtifactEvent, string>[];
    /** Where to read on. */
    readonly next: string;
    /** Whether this was all that there is yet. */
    readonly isEnd: boolean;
  }>;
  /** After everything that can be read now. */
  end(): Promise<string>;
  /** Nobody hears anything any more. */
  stop(): void;
}

/** What streams of updates are made with. */
export interface UpdateDeps {
  readonly log: UpdateLog;
  readonly queries: CreateQueries;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How often a follower hears something when nothing happens. */
  readonly heartbeatMs: number;
}

/** What a follower is told, from where to go on after it, and when it happened, in ms since 1970. */
export interface Told<Update, Place> {
  readonly update: Update;
  readonly place: Place;
  readonly at: number;
}
