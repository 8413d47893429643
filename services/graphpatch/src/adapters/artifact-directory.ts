import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { Caller } from '../app/caller.ts';

const CALL_TIME_OUT_MS = 10_000;

/** Asks the threads service, on behalf of the caller, what kind of artifact an id is; null when they see none. */
export function createArtifactDirectory(transport: Transport, internalCaller: InternalCaller) {
  const artifacts = createClient(ArtifactQueryService, transport);
  return async (caller: Caller, artifactId: string): Promise<string | null> => {
    const options = { ...internalCaller.options(caller), timeoutMs: CALL_TIME_OUT_MS };
    try {
      const { artifact } = await artifacts.getArtifact({ artifactId }, options);
      return artifact?.kind ?? null;
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return null;
      throw error;
    }
  };
}
