import type { Artifact } from '../domain/artifact/state.ts';
import type { Chat, Link, Relation, Visibility } from '../domain/chat/state.ts';

/** A row of `chats`, from a select or from `to_jsonb`. */
export interface ChatRow {
  readonly id: string;
  readonly owner_id: string;
  readonly title: string;
  readonly visibility: Visibility;
  readonly agent_id: string;
  readonly message_count: number;
  readonly created_at: Date | string;
  readonly updated_at: Date | string;
}

/** A row of `artifacts`, from a select or from `to_jsonb`. */
export interface ArtifactRow {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly created_by: string;
  readonly primary_chat_id: string | null;
  readonly created_at: Date | string;
}

/** What relates a chat and an artifact, from a select or from `to_jsonb`. */
export interface LinkRow {
  readonly relation: Relation;
  readonly linked_at: Date | string;
}

export function chatOf(row: ChatRow): Chat {
  return {
    id: row.id,
    ownerId: row.owner_id,
    title: row.title,
    visibility: row.visibility,
    agentId: row.agent_id,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    messageCount: row.message_count,
  };
}

export function artifactOf(row: ArtifactRow): Artifact {
  return {
    id: row.id,
    title: row.title,
    kind: row.kind,
    createdBy: row.created_by,
    createdAt: instant(row.created_at),
    primaryChatId: row.primary_chat_id ?? undefined,
  };
}

export function linkOf(row: LinkRow): Link {
  return { relation: row.relation, linkedAt: instant(row.linked_at) };
}

function instant(value: Date | string): number {
  return new Date(value).getTime();
}
