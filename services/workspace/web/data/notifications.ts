import { keep, kept } from './keep.ts';
import { createStore, useStore } from './store.ts';

/**
 * Something waits for the person; somebody has decided what was proposed for them; an answer has ended in a chat that they did not look at;
 * somebody has shared a chat.
 */
export type NotificationKind = 'waits' | 'accepted' | 'rejected' | 'answer' | 'shared';

export const notificationKinds: readonly NotificationKind[] = ['waits', 'accepted', 'rejected', 'answer', 'shared'];

/** Something that the person may want to know. */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  /** Of the chat or the proposal; empty while it is not known. */
  readonly title: string;
  /** Who has done it; empty where nobody has, or it is not known. */
  readonly by: string;
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

export const MOST_NOTIFICATIONS = 20;
const MOST_KNOWN = 500;
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
  remember(
    names.news,
    [...threadIds.map((threadId) => ({ kind, threadId, at })), ...others].slice(0, MOST_NOTIFICATIONS),
  );
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
  if (!seen.includes(patchId)) remember(names.seen, [patchId, ...seen].slice(0, MOST_NOTIFICATIONS));
}

/** Chats that others share now. What was shared before the first visit is no news. */
export function tellShared(threadIds: readonly string[]): void {
  const known = kept<string[]>(names.known);
  const fresh = threadIds.filter((id) => known?.includes(id) !== true);
  if (fresh.length === 0 && known !== undefined) return;
  if (known !== undefined) addNews('shared', fresh);
  remember(names.known, [...fresh, ...(known ?? [])].slice(0, MOST_KNOWN));
}

/** What this browser has noticed of chats, and what of all the person has seen. */
export function useNoticed() {
  useStore(changes);
  return { news: news(), readAt: kept<number>(names.readAt) ?? 0, seen: kept<string[]>(names.seen) ?? [] };
}
