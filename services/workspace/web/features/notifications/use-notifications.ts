import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@connectrpc/connect-query';
import { useEffect } from 'react';
import { useTopic } from '../../data/live/use-topic.ts';
import {
  MOST_NOTIFICATIONS,
  type Notification,
  tellShared,
  useNoticed,
  useNotificationSettings,
} from '../../data/notifications.ts';
import { useMe, useNameOf } from '../../data/people.ts';
import { refreshChats, refreshPatches } from '../../data/query-client.ts';
import { usePatches } from '../../data/waiting.ts';

/** Decisions that are older are no news, also not in a browser that has seen none. */
const DECIDED_MS = 7 * 24 * 60 * 60 * 1_000;

const proposals = { topic: { case: 'myProposals' as const, value: {} } };
const sharedChats = { topic: { case: 'sharedChats' as const, value: {} } };

/** What the person may want to know, the last first, as soon as it is so. */
export function useNotifications(): readonly Notification[] {
  const me = useMe();
  const nameOf = useNameOf();
  const { off } = useNotificationSettings();
  const { news, readAt, seen } = useNoticed();
  useTopic(proposals, { onUpdate: refreshWhen(refreshPatches), onMissed: () => void refreshPatches() });
  useTopic(sharedChats, { onUpdate: refreshWhen(refreshChats), onMissed: () => void refreshChats() });
  const { patches: waiting } = usePatches({ waitsForMe: true }, MOST_NOTIFICATIONS);
  const { patches: decided } = usePatches({ decidedForMe: true }, MOST_NOTIFICATIONS);
  const { data } = useQuery(ChatQueryService.method.listChats, { pageSize: 50 });
  const chats = data?.chats;
  useEffect(() => {
    if (chats === undefined) return;
    const shared = chats.filter(({ ownerId, visibility }) => ownerId !== me.id && visibility === ChatVisibility.TEAM);
    tellShared(shared.map(({ id }) => id));
  }, [chats, me.id]);

  const known = new Map(chats?.map((chat) => [chat.id, chat]));
  const ofChats = news.map(({ kind, threadId, at }) => {
    const chat = known.get(threadId);
    const by = kind === 'shared' && chat ? nameOf(chat.ownerId) : '';
    return { id: `${kind} ${threadId}`, kind, by, at, title: chat?.title ?? '', to: { threadId } };
  });
  const waits = waiting.map(({ patch, artifact }) => ({
    ...{ id: `waits ${patch.id}`, kind: 'waits' as const, title: patch.title, by: '', at: at(patch.proposedAt) },
    to: { artifactId: artifact.id, patchId: patch.id },
  }));
  const decisions = decided.map(({ patch, artifact }) => ({
    id: `decided ${patch.id}`,
    kind: patch.state === PatchState.REJECTED ? ('rejected' as const) : ('accepted' as const),
    ...{ title: patch.title, by: nameOf(patch.decidedBy), at: at(patch.decidedAt) },
    to: { artifactId: artifact.id, patchId: patch.id },
  }));
  return [...ofChats, ...waits, ...decisions.filter((one) => one.at > Date.now() - DECIDED_MS)]
    .filter(({ kind }) => !off.includes(kind))
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_NOTIFICATIONS)
    .map((one) => ({
      ...one,
      isUnread: one.at > readAt && !(one.kind === 'waits' && 'patchId' in one.to && seen.includes(one.to.patchId)),
    }));
}

const at = (time: Timestamp | undefined): number => (time === undefined ? 0 : timestampMs(time));

const refreshWhen =
  (refresh: () => Promise<void>) =>
  ({ payload }: { readonly payload: { readonly case?: string | undefined } }) => {
    if (payload.case === 'listChanged') void refresh();
  };
