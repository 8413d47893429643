import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { decodeCheckpoint, encodeCheckpoint, serverStream } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import { artifactUpdates } from '../app/artifact-updates.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactUpdateToWire } from '../wire/updates.ts';
import { refusals } from './refusals.ts';

const place = z.string().regex(/^\d{1,20}-\d{1,19}$/);

export const streamArtifactUpdates = (deps: ThreadsDeps) =>
  serverStream(
    ArtifactQueryService.method.streamArtifactUpdates,
    'graph.viewer',
    async function* ({ artifactId, resumeToken }, caller) {
      const stream = `artifact/${artifactId}`;
      const after = resumeToken && decodeCheckpoint(stream, place, resumeToken, deps.now());
      const signal = AbortSignal.any([caller.signal, deps.stopping]);
      const { tenantId, actorId } = caller;
      for await (const told of artifactUpdates(deps, { tenantId, actorId, signal }, artifactId, after || undefined)) {
        const { update, place: next, at } = refusals.accept(told);
        yield { update: artifactUpdateToWire(update, encodeCheckpoint(stream, next, deps.now()), at) };
      }
      if (!caller.signal.aborted) deps.stopping.throwIfAborted();
    },
  );
