import { type ArtifactHistoryEntrySchema, ArtifactHistoryType } from '@ameide/contracts/graph/v1/version_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { HistoryEntry } from '../app/ref-ports.ts';

const types = {
  created: ArtifactHistoryType.CREATED,
  modified: ArtifactHistoryType.MODIFIED,
  baseline_created: ArtifactHistoryType.BASELINE_CREATED,
  renamed: ArtifactHistoryType.RENAMED,
  deleted: ArtifactHistoryType.DELETED,
  restored: ArtifactHistoryType.RESTORED,
  thread_linked: ArtifactHistoryType.THREAD_LINKED,
  thread_unlinked: ArtifactHistoryType.THREAD_UNLINKED,
} as const satisfies Record<HistoryEntry['type'], ArtifactHistoryType>;

export function historyEntryToWire(entry: HistoryEntry): MessageInitShape<typeof ArtifactHistoryEntrySchema> {
  const { id, happenedAt, type, ...facts } = entry;
  return { ...facts, id: `${id}@${happenedAt}`, type: types[type], happenedAt: timestampFromMs(happenedAt) };
}
