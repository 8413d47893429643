/** Who may read a chat besides its owner: nobody, or everybody of the tenant. */
export type Visibility = 'private' | 'team';

/** How an artifact came to be related to a chat. */
export type Relation = 'referenced' | 'modified' | 'created';

/** A chat's relation to one artifact. */
export interface Link {
  /** The strongest so far. */
  readonly relation: Relation;
  /** When they were first related, in milliseconds since 1970. */
  readonly linkedAt: number;
}

/** What a chat is about, beside its title. */
export interface ChatMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  readonly tags: readonly string[];
}

/** What people see of a chat. Instants are milliseconds since 1970. */
export interface Chat {
  readonly id: string;
  readonly ownerId: string;
  /** Empty until somebody gives one or the first message makes one. */
  readonly title: string;
  readonly visibility: Visibility;
  readonly agentId: string;
  readonly createdAt: number;
  /** When the last message was sent or the last artifact related. */
  readonly updatedAt: number;
  readonly messageCount: number;
  /** Not there when nobody said anything. */
  readonly metadata?: ChatMetadata | undefined;
  /** Undefined in a chat that is not deleted. */
  readonly deletedAt?: number | undefined;
}

/** What the chat decider decides on; undefined before the chat is created. */
export type ChatState = (Chat & { readonly links: Readonly<Record<string, Link>> }) | undefined;

const STRENGTH: Readonly<Record<Relation, number>> = { referenced: 1, modified: 2, created: 3 };

/** Whether `relation` says more than what is known. */
export function isStronger(relation: Relation, known: Relation | undefined): boolean {
  return known === undefined || STRENGTH[relation] > STRENGTH[known];
}

/** Owners read their chats; everybody of the tenant reads shared ones; nobody reads deleted ones. */
export function isVisibleTo(chat: Pick<Chat, 'ownerId' | 'visibility' | 'deletedAt'>, userId: string): boolean {
  return chat.deletedAt === undefined && (chat.visibility === 'team' || chat.ownerId === userId);
}

/** Whether the same is said, in whatever order labels come. */
export function isSameMetadata(one: ChatMetadata, other: ChatMetadata | undefined): boolean {
  const { labels, description, tags } = other ?? { labels: {}, description: '', tags: [] };
  const keys = Object.keys(one.labels);
  return (
    one.description === description &&
    one.tags.join('\n') === tags.join('\n') &&
    keys.length === Object.keys(labels).length &&
    keys.every((key) => one.labels[key] === labels[key])
  );
}
