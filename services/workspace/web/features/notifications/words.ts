import type { Notification, NotificationKind } from '../../data/notifications.ts';
import { defineWords } from '../../design/words.ts';

/** What is said of a notification. */
type Told = Pick<Notification, 'by' | 'kind' | 'title'>;

export const words = defineWords({
  en: {
    notifications: 'Notifications',
    unread: (count: number) => (count === 0 ? 'Notifications' : `Notifications, ${count} new`),
    nothing: 'Nothing new',
    says: ({ kind, title, by }: Told) =>
      ({
        waits: `Waits for you: ${title}`,
        accepted: `${by} has accepted: ${title}`,
        rejected: `${by} has rejected: ${title}`,
        answer: title === '' ? 'An answer is there' : `An answer is there: ${title}`,
        shared: title === '' ? 'A chat was shared' : `${by} has shared a chat: ${title}`,
      })[kind],
    hint: 'What the bell in the header tells you.',
    kind: (kind: NotificationKind) =>
      ({
        waits: 'Proposals that wait for me',
        accepted: 'Proposals of mine that others accept',
        rejected: 'Proposals of mine that others reject',
        answer: 'Answers in chats that I do not look at',
        shared: 'Chats that others share',
      })[kind],
    byBrowser: 'Also by the browser, while I look elsewhere',
    blocked: 'This browser does not let the page notify you. Its settings for this site can change that.',
  },
  de: {
    notifications: 'Benachrichtigungen',
    unread: (count: number) => (count === 0 ? 'Benachrichtigungen' : `Benachrichtigungen, ${count} neu`),
    nothing: 'Nichts Neues',
    says: ({ kind, title, by }: Told) =>
      ({
        waits: `Wartet auf dich: ${title}`,
        accepted: `${by} hat angenommen: ${title}`,
        rejected: `${by} hat abgelehnt: ${title}`,
        answer: title === '' ? 'Eine Antwort ist da' : `Eine Antwort ist da: ${title}`,
        shared: title === '' ? 'Ein Chat wurde geteilt' : `${by} hat einen Chat geteilt: ${title}`,
      })[kind],
    hint: 'Wovon die Glocke im Kopf der Seite erzählt.',
    kind: (kind: NotificationKind) =>
      ({
        waits: 'Vorschläge, die auf mich warten',
        accepted: 'Meine Vorschläge, die andere annehmen',
        rejected: 'Meine Vorschläge, die andere ablehnen',
        answer: 'Antworten in Chats, die ich gerade nicht sehe',
        shared: 'Chats, die andere teilen',
      })[kind],
    byBrowser: 'Auch durch den Browser, während ich woanders hinsehe',
    blocked:
      'Dieser Browser lässt die Seite nicht benachrichtigen. Seine Einstellungen für diese Seite können das ändern.',
  },
});
