import type { Message } from '../message.ts';
import type { ChatMetadata, Relation, Visibility } from './state.ts';

/** What happens to a chat, as the messages of `ameide.events.v1` say it. Instants are milliseconds since 1970. */
export type ChatEvent =
  | {
      readonly type: 'ChatCreated';
      readonly chatId: string;
      readonly ownerId: string;
      readonly title: string;
      readonly visibility: Visibility;
      readonly agentId: string;
      readonly metadata?: ChatMetadata | undefined;
      readonly createdAt: number;
    }
  | { readonly type: 'ChatRenamed'; readonly chatId: string; readonly title: string; readonly renamedAt: number }
  | {
      readonly type: 'ChatMetadataChanged';
      readonly chatId: string;
      readonly metadata: ChatMetadata;
      readonly changedAt: number;
    }
  | { readonly type: 'MessageSent'; readonly message: Message }
  | {
      readonly type: 'ArtifactAssociated';
      readonly chatId: string;
      readonly artifactId: string;
      readonly relation: Relation;
      readonly linkedAt: number;
    }
  | {
      readonly type: 'ArtifactDissociated';
      readonly chatId: string;
      readonly artifactId: string;
      readonly dissociatedAt: number;
    }
  | {
      readonly type: 'ChatVisibilityChanged';
      readonly chatId: string;
      readonly visibility: Visibility;
      readonly changedAt: number;
    }
  | { readonly type: 'ChatDeleted'; readonly chatId: string; readonly deletedAt: number }
  | { readonly type: 'ChatRestored'; readonly chatId: string; readonly restoredAt: number }
  /** Nothing of it can be read any more. */
  | {
      readonly type: 'ChatErased';
      readonly chatId: string;
      readonly messageCount: number;
      readonly artifactIds: readonly string[];
      readonly erasedAt: number;
    };
