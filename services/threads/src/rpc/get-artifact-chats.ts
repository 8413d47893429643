import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactNotFound } from '../domain/refusal.ts';
import { linkedChatToWire } from '../wire/artifact.ts';
import { readListPage } from './list-page.ts';
import { refusals } from './refusals.ts';
import { timePlace } from './time-place.ts';

export const getArtifactChats = ({ queries }: ThreadsDeps) =>
  unary(ArtifactQueryService.method.getArtifactChats, 'graph.viewer', async (request, caller) => {
    const { artifactId } = request;
    const reading = queries(caller);
    if (!(await reading.artifact(artifactId))) throw refusals.error(artifactNotFound(artifactId));
    const { items, ...page } = await readListPage(
      request,
      { list: `artifact-chats/${artifactId}`, place: timePlace, defaultSize: 20 },
      reading.chatsOfArtifact(artifactId),
      (chat) => [chat.linkedAt, chat.id],
    );
    return { chats: items.map(linkedChatToWire), ...page };
  });
