import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { Caller } from '../app/caller.ts';

/** Asks the threads service, on behalf of the caller, what kind of artifact an id is; null when they see none. */
export function createArtifactDirectory(transport: Transport, internalCaller: InternalCaller) {
  const artifacts = createClient(ArtifactQueryService, transport);
  return async ({ tenantId, actorId, requestId, traceparent }: Caller, artifactId: string): Promise<string | null> => {
    const identity = { tenantId, actorId, roles: ['graph.viewer'], requestId, traceparent };
    try {
      const { artifact } = await artifacts.getArtifact({ artifactId }, internalCaller.options(identity));
      return artifact?.kind ?? null;
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return null;
      throw error;
    }
  };
}
