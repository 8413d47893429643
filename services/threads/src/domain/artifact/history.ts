import { type RowChange, upsertRow } from '@ameide/event-store/domain';

/** What happens to artifacts besides their content. */
export const artifactEventTypes = ['created', 'renamed', 'deleted', 'restored', 'linked', 'unlinked'] as const;

/** An entry of an artifact's history. */
export interface ArtifactEventRow {
  /** Unique among those of the artifact and of that moment. */
  readonly id: string;
  readonly type: (typeof artifactEventTypes)[number];
  readonly artifactId: string;
  /** Milliseconds since 1970. */
  readonly happenedAt: number;
  /** Empty where only the chat is known. */
  readonly userId: string;
  readonly chatId?: string;
  readonly title?: string;
}

/** The row of an entry. */
export function artifactEventRow(
  entry: Omit<ArtifactEventRow, 'id' | 'userId'> & { readonly userId?: string },
): RowChange {
  const { artifactId, happenedAt, type, chatId, title, userId = '' } = entry;
  const id = chatId === undefined ? type : `${type}/${chatId}`;
  return upsertRow('artifact_events', { artifactId, happenedAt, id }, { type, userId, chatId, title });
}
