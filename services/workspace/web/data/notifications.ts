import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@connectrpc/connect-query';
import { useEffect } from 'react';
import { keep, kept } from './keep.ts';
import { useMe } from './people.ts';
import { createStore, useStore } from './store.ts';
import { usePatches } from './waiting.ts';

/** Something waits for the person; an answer has ended in a chat that they did not look at; somebody has shared a chat. */
export type NotificationKind = 'waits' | 'answer' | 'shared';

export const notificationKinds: readonly NotificationKind[] = ['waits', 'answer', 'shared'];

/** Something that the person may want to know. */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  /** Of the chat or the proposal; empty while it is not known. */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly to: { readonly threadId: string } | { readonly artifactId: string; readonly patchId: string };
  readonly isUnread: boolean;
}

export interface NotificationSettings {
  /** Kinds that the person does not want to hear of. */
  readonly off: readonly NotificationKind[];
  /** Whether the browser tells them while nobody looks at the page. */
  readonly byBrowser: boolean;
}

interface ChatNews {
  readonly kind: 'answer' | 'shared';
  readonly threadId: string;
  readonly at: number;
}

const MOST = 20;
const LOOK_MS = 60_000;
const names = {
  settings: 'notifications',
  news: 'news',
  readAt: 'news.readAt',
  seen: 'news.seen',
  known: 'news.known',
};

/** Raised when what is kept has changed, also by another tab. */
const changes = createStore(0);
addEventListener('storage', () => changes.set((count) => count + 1));

function remember(name: string, value: unknown): void {
  keep(name, value);
  changes.set((count) => count + 1);
}

const news = (): readonly ChatNews[] => kept<ChatNews[]>(names.news) ?? [];

function addNews(kind: ChatNews['kind'], threadIds: readonly string[]): void {
  if (threadIds.length === 0) return;
  const others = news().filter((one) => !(one.kind === kind && threadIds.includes(one.threadId)));
  const at = Date.now();
  remember(names.news, [...threadIds.map((threadId) => ({ kind, threadId, at })), ...others].slice(0, MOST));
}

/** An answer that the person has asked for ended while they looked elsewhere. */
export const tellAnswered = (threadId: string): void => addNews('answer', [threadId]);

export function notificationSettings(): NotificationSettings {
  return { off: [], byBrowser: false, ...kept<Partial<NotificationSettings>>(names.settings) };
}

export function setNotificationSettings(change: Partial<NotificationSettings>): void {
  remember(names.settings, { ...notificationSettings(), ...change });
}

export function useNotificationSettings(): NotificationSettings {
  useStore(changes);
  return notificationSettings();
}

export const markRead = (): void => remember(names.readAt, Date.now());

/** The person looks at a proposal: it need not be told any more. */
export function tellSeen(patchId: string): void {
  const seen = kept<string[]>(names.seen) ?? [];
  if (!seen.includes(patchId)) remember(names.seen, [patchId, ...seen].slice(0, MOST));
}

/** What the person may want to know, the last first. */
export function useNotifications(): readonly Notification[] {
  useStore(changes);
  const me = useMe();
  const { off } = notificationSettings();
  const { patches } = usePatches({ waitsForMe: true }, MOST);
  const { data } = useQuery(ChatQueryService.method.listChats, { pageSize: 50 }, { refetchInterval: LOOK_MS });
  const chats = data?.chats;
  useEffect(() => {
    if (chats === undefined) return;
    const shared = chats.filter(({ ownerId, visibility }) => ownerId !== me.id && visibility === ChatVisibility.TEAM);
    const known = kept<string[]>(names.known);
    const fresh = shared.map(({ id }) => id).filter((id) => known?.includes(id) !== true);
    if (fresh.length === 0 && known !== undefined) return;
    // What was shared before the first visit is no news.
    if (known !== undefined) addNews('shared', fresh);
    remember(names.known, [...fresh, ...(known ?? [])].slice(0, 500));
  }, [chats, me.id]);

  const seen = kept<string[]>(names.seen) ?? [];
  const readAt = kept<number>(names.readAt) ?? 0;
  const titles = new Map(chats?.map(({ id, title }) => [id, title]));
  const ofChats = news().map(({ kind, threadId, at }) => ({
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
    .slice(0, MOST)
    .map((one) => ({ ...one, isUnread: one.at > readAt && !('patchId' in one.to && seen.includes(one.to.patchId)) }));
}
