import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import type { ChatFilter as WireFilter } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { ChatFilter } from '../app/ports.ts';
import { visibilityFromWire } from '../wire/chat.ts';

/**
 * Which chats a request is about, and what tells its page tokens from those of other filters.
 * @param deletedSince since when chats were deleted that can still be had back, in milliseconds since 1970
 */
export function chatFilterOf(wire: WireFilter | undefined, deletedSince: number): { filter: ChatFilter; key: string } {
  if (!wire) return { filter: {}, key: '' };
  const { visibility, own, deleted, updatedAfter, updatedBefore, tags, labels } = wire;
  const filter = {
    visibility: visibility === ChatVisibility.UNSPECIFIED ? undefined : visibilityFromWire(visibility),
    own: own || undefined,
    updatedAfter: millis(updatedAfter),
    updatedBefore: millis(updatedBefore),
    tags: tags.length === 0 ? undefined : tags,
    labels: Object.keys(labels).length === 0 ? undefined : labels,
  };
  return {
    filter: { ...filter, deletedSince: deleted ? deletedSince : undefined },
    key: `/${JSON.stringify({ ...filter, deleted: deleted || undefined })}`,
  };
}

function millis(time: Timestamp | undefined): number | undefined {
  return time && timestampMs(time);
}
