import { setTimeout as delay } from 'node:timers/promises';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import type { TopicUpdate } from '@ameide/contracts/live/v1/subscription_service';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { errorReason, ServiceError } from '@ameide/service-kit/errors';
import { identityOf, type RequestContext } from '@ameide/service-kit/rpc';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { MultiplexerDeps } from '../app/subscriptions/multiplexer.ts';
import type { PeopleDeps } from '../app/subscriptions/people.ts';
import type { Followed, OpenTopic, Place, TopicEvent } from '../app/subscriptions/topic.ts';

export type Payload = TopicUpdate['payload'];

const ALIVE: Payload = { case: 'alive', value: { $typeName: 'ameide.live.v1.TopicAlive' } };

/** The topics that other services stream. */
export interface RemoteTopics {
  readonly thread: OpenTopic;
  readonly artifact: OpenTopic;
  readonly model: OpenTopic;
  readonly drafts: OpenTopic;
  readonly proposals: OpenTopic;
  readonly shared: OpenTopic;
  readonly assertMayRead: PeopleDeps['assertMayRead'];
}

export function createRemoteTopics(
  { threads, projection, graphpatch }: Readonly<Record<'threads' | 'projection' | 'graphpatch', Transport>>,
  internal: InternalCaller,
): RemoteTopics {
  const chats = createClient(ChatQueryService, threads);
  const artifacts = createClient(ArtifactQueryService, threads);
  const projections = createClient(ProjectionService, projection);
  const editor = createClient(ModelEditorService, graphpatch);
  const patches = createClient(GraphPatchService, graphpatch);
  const as = (caller: RequestContext, signal: AbortSignal) => internal.options(identityOf(caller), { signal });

  return {
    async *thread(caller, { topic, resumeToken }, signal) {
      const threadId = idOf(topic);
      for await (const { update } of chats.streamChatUpdates({ threadId, resumeToken }, as(caller, signal))) {
        const isAlive = update?.update.case === 'heartbeat';
        yield eventOf(isAlive ? ALIVE : { case: 'chat', value: update! }, update!.checkpointToken);
      }
    },
    async *artifact(caller, { topic, resumeToken }, signal) {
      const artifactId = idOf(topic);
      for await (const { update } of artifacts.streamArtifactUpdates({ artifactId, resumeToken }, as(caller, signal))) {
        const isAlive = update?.update.case === 'heartbeat';
        yield eventOf(isAlive ? ALIVE : { case: 'artifact', value: update! }, update!.checkpointToken);
      }
    },
    async *model(caller, { topic, resumeToken }, signal) {
      const since = versionOf(resumeToken);
      const request = { ref: idOf(topic), ...(since !== undefined && { sinceVersion: since }) };
      for await (const { event } of projections.watchProjection(request, as(caller, signal))) {
        if (event.case === 'snapshot') yield eventOf(event, String(event.value.version));
        else if (event.case === 'delta') yield eventOf(event, String(event.value.toVersion));
        else yield eventOf(ALIVE, '');
      }
    },
    async *drafts(caller, { topic }, signal) {
      for await (const { event } of editor.watchDraft({ ref: idOf(topic) }, as(caller, signal))) {
        yield eventOf(event.case === 'changed' ? { case: 'draft', value: event.value } : ALIVE, '');
      }
    },
    async *proposals(caller, _followed, signal) {
      for await (const { event } of patches.watchPatches({}, as(caller, signal)))
        yield event.case === 'changed' ? listChangedEvent : aliveEvent;
    },
    async *shared(caller, _followed, signal) {
      for await (const { event } of chats.watchSharedChats({}, as(caller, signal)))
        yield event.case === 'changed' ? listChangedEvent : aliveEvent;
    },
    async assertMayRead(caller: RequestContext, { kind, id }: Place) {
      const options = as(caller, caller.signal);
      if (kind === 'thread') await chats.getChat({ threadId: id }, options);
      else await artifacts.getArtifact({ artifactId: id }, options);
    },
  };
}

export const eventOf = (payload: Payload, resumeToken: string): TopicEvent => ({ payload, resumeToken });
export const aliveEvent: TopicEvent = eventOf(ALIVE, '');
const listChangedEvent = eventOf({ case: 'listChanged', value: { $typeName: 'ameide.live.v1.ListChanged' } }, '');

export const idOf = (topic: Followed['topic']): string => {
  if (!('id' in topic)) throw new TypeError(`${topic.kind} has no id`);
  return topic.id;
};

/** @throws ServiceError invalid_argument `resume_token_invalid` */
function versionOf(resumeToken: string): number | undefined {
  if (resumeToken === '') return undefined;
  if (/^\d{1,9}$/.test(resumeToken)) return Number(resumeToken);
  const message = 'This is not a resume token of a model; send the one of the last update as it was.';
  throw new ServiceError('invalid_argument', 'resume_token_invalid', message);
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** How topics are opened again. @param random from 0 to below 1 */
export function reopening(random: () => number): Pick<MultiplexerDeps, 'isTransient' | 'backOff'> {
  return {
    // Whatever has no reason of its own came from the network between.
    isTransient: (error) => ConnectError.from(error).code === Code.Unavailable || errorReason(error) === undefined,
    async backOff(failures, signal) {
      const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      await delay(most * (0.5 + random() / 2), undefined, { signal }).catch(() => undefined);
    },
  };
}
