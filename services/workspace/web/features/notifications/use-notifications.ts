import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@connectrpc/connect-query';
import { useEffect } from 'react';
import {
  MOST_NOTIFICATIONS,
  type Notification,
  tellShared,
  useNoticed,
  useNotificationSettings,
} from '../../data/notifications.ts';
import { useMe } from '../../data/people.ts';
import { usePatches } from '../../data/waiting.ts';

const LOOK_MS = 60_000;

/** What the person may want to know, the last first. */
export function useNotifications(): readonly Notification[] {
  const me = useMe();
  const { off } = useNotificationSettings();
  const { news, readAt, seen } = useNoticed();
  const { patches } = usePatches({ waitsForMe: true }, MOST_NOTIFICATIONS);
  const { data } = useQuery(ChatQueryService.method.listChats, { pageSize: 50 }, { refetchInterval: LOOK_MS });
  const chats = data?.chats;
  useEffect(() => {
    if (chats === undefined) return;
    const shared = chats.filter(({ ownerId, visibility }) => ownerId !== me.id && visibility === ChatVisibility.TEAM);
    tellShared(shared.map(({ id }) => id));
  }, [chats, me.id]);

  const titles = new Map(chats?.map(({ id, title }) => [id, title]));
  const ofChats = news.map(({ kind, threadId, at }) => ({
    ...{ id: `${kind} ${threadId}`, kind, at, title: titles.get(threadId) ?? '' },
    to: { threadId },
  }));
  const waiting = patches.map(({ patch, artifact }) => ({
    id: `waits ${patch.id}`,
    kind: 'waits' as const,
    title: patch.title,
    at: patch.proposedAt === undefined ? 0 : timestampMs(patch.proposedAt),
    to: { artifactId: artifact.id, patchId: patch.id },
  }));
  return [...ofChats, ...waiting]
    .filter(({ kind }) => !off.includes(kind))
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_NOTIFICATIONS)
    .map((one) => ({ ...one, isUnread: one.at > readAt && !('patchId' in one.to && seen.includes(one.to.patchId)) }));
}
