import { ArtifactEventType, ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { identityOf } from '@ameide/service-kit/rpc';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { ArtifactEvents, HistoryEntry } from '../app/ref-ports.ts';

const CALL_TIMEOUT_MS = 10_000;

const types: Readonly<Partial<Record<ArtifactEventType, HistoryEntry['type']>>> = {
  [ArtifactEventType.CREATED]: 'created',
  [ArtifactEventType.RENAMED]: 'renamed',
  [ArtifactEventType.DELETED]: 'deleted',
  [ArtifactEventType.RESTORED]: 'restored',
  [ArtifactEventType.THREAD_LINKED]: 'thread_linked',
  [ArtifactEventType.THREAD_UNLINKED]: 'thread_unlinked',
};

/** Asks the threads service, on behalf of the caller. */
export function createArtifactEvents(transport: Transport, internalCaller: InternalCaller): ArtifactEvents {
  const artifacts = createClient(ArtifactQueryService, transport);
  return async (caller, artifactId, after, limit) => {
    const { signal } = caller;
    const options = { ...internalCaller.options(identityOf(caller)), signal, timeoutMs: CALL_TIMEOUT_MS };
    const place = after && { happenedAt: timestampFromMs(after.happenedAt), id: after.id };
    const request = { artifactId, pageSize: limit, ...(place && { after: place }) };
    try {
      const { events } = await artifacts.listArtifactEvents(request, options);
      return events.flatMap(({ id, type, happenedAt, userId, threadId, title }): HistoryEntry[] => {
        const known = types[type];
        const at = { id, happenedAt: happenedAt ? timestampMs(happenedAt) : 0 };
        return known ? [{ ...at, type: known, userId, threadId, version: 0, runId: '', text: title }] : [];
      });
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return null;
      throw error;
    }
  };
}
