import { useEffect, useRef } from 'react';
import { type Notification as News, notificationSettings } from '../../data/notifications.ts';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** Has the browser tell what comes while nobody looks at the page, if the person wants that. */
export function useBrowserNotifications(notifications: readonly News[]): void {
  const toldUntil = useRef(Date.now());
  useEffect(() => {
    const news = notifications.filter(({ at }) => at > toldUntil.current);
    if (news.length === 0) return;
    toldUntil.current = Math.max(...news.map(({ at }) => at));
    const isWanted = document.hidden && notificationSettings().byBrowser && mayNotify();
    if (!isWanted) return;
    // The same tag in several tabs is shown once.
    for (const one of news) new Notification('Ameide', { body: wordsNow(words).says(one), tag: one.id });
  }, [notifications]);
}

const mayNotify = () => 'Notification' in window && Notification.permission === 'granted';

/** Asks the person, through the browser. @returns whether they are fine with it */
export async function askToNotify(): Promise<boolean> {
  return 'Notification' in window && (await Notification.requestPermission()) === 'granted';
}
