import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactNotFound } from '../domain/refusal.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { refusals } from './refusals.ts';

export const getArtifact = ({ queries }: ThreadsDeps) =>
  unary(ArtifactQueryService.method.getArtifact, 'graph.viewer', async ({ artifactId }, caller) => {
    const artifact = await queries(caller).artifact(artifactId);
    if (!artifact) throw refusals.error(artifactNotFound(artifactId));
    return { artifact: artifactToWire(artifact) };
  });
