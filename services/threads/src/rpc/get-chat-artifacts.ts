import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatNotFound } from '../domain/refusal.ts';
import { linkedArtifactToWire } from '../wire/artifact.ts';
import { readListPage } from './list-page.ts';
import { refusals } from './refusals.ts';
import { timePlace } from './time-place.ts';

export const getChatArtifacts = ({ queries }: ThreadsDeps) =>
  unary(ChatQueryService.method.getChatArtifacts, 'graph.viewer', async (request, caller) => {
    const { threadId } = request;
    const reading = queries(caller);
    if (!(await reading.chat(threadId))) throw refusals.error(chatNotFound(threadId));
    const { items, ...page } = await readListPage(
      request,
      { list: `chat-artifacts/${threadId}`, place: timePlace, defaultSize: 20 },
      reading.artifactsOfChat(threadId),
      (artifact) => [artifact.linkedAt, artifact.id],
    );
    return { artifacts: items.map(linkedArtifactToWire), ...page };
  });
