import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { identityOf } from '@ameide/service-kit/rpc';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { ArtifactKind } from '../app/model-ports.ts';

const CALL_TIMEOUT_MS = 10_000;

/** Asks the threads service, on behalf of the caller. */
export function createArtifactKind(transport: Transport, internalCaller: InternalCaller): ArtifactKind {
  const artifacts = createClient(ArtifactQueryService, transport);
  return async (caller, artifactId) => {
    const options = { ...internalCaller.options(identityOf(caller)), timeoutMs: CALL_TIMEOUT_MS };
    try {
      const { artifact } = await artifacts.getArtifact({ artifactId }, options);
      return artifact?.kind ?? null;
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return null;
      throw error;
    }
  };
}
