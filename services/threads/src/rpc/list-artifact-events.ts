import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { unary } from '@ameide/service-kit/rpc';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactNotFound } from '../domain/refusal.ts';
import { artifactEventToWire } from '../wire/artifact.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;

export const listArtifactEvents = ({ queries }: ThreadsDeps) =>
  unary(ArtifactQueryService.method.listArtifactEvents, 'graph.viewer', async (request, caller) => {
    const { artifactId, after, pageSize } = request;
    const reading = queries(caller);
    if (!(await reading.artifact(artifactId))) throw refusals.error(artifactNotFound(artifactId));
    const place = after?.happenedAt && ([timestampMs(after.happenedAt), after.id] as const);
    const events = await reading.artifactEvents(artifactId).part(place, pageSize || DEFAULT_PAGE_SIZE);
    return { events: events.map(artifactEventToWire) };
  });
