import { useNavigate } from '@tanstack/react-router';
import { markRead, type Notification, type NotificationKind } from '../../data/notifications.ts';
import { IconButton } from '../../design/button.tsx';
import type { IconName } from '../../design/icon.tsx';
import { Menu, type MenuEntry } from '../../design/menu.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { chosenPatch } from '../proposal/proposal-state.ts';
import { useBrowserNotifications } from './browser-notifications.ts';
import { useNotifications } from './use-notifications.ts';
import { words } from './words.ts';
import './bell.css';

const icons: Readonly<Record<NotificationKind, IconName>> = {
  ...{ waits: 'sparkle', accepted: 'check', rejected: 'close', answer: 'chat', shared: 'person' },
};

/** What the person may want to know, behind a bell that counts what is new. */
export default function Bell() {
  const t = useWords(words);
  const { language } = usePreferences();
  const navigate = useNavigate();
  const notifications = useNotifications();
  useBrowserNotifications(notifications);
  const unread = notifications.filter(({ isUnread }) => isUnread).length;
  const open = ({ to }: Notification) => {
    if ('threadId' in to) return void navigate({ to: '/threads/$threadId', params: to });
    chosenPatch.set(to.patchId);
    void navigate({ to: '/artifact/$artifactId', params: { artifactId: to.artifactId } });
  };
  const entries = notifications.map((one): MenuEntry => {
    const { id, kind, at } = one;
    const hint = formatAgo(new Date(at), language);
    return { id, icon: icons[kind], label: t.says(one), hint, onAction: () => open(one) };
  });
  const nothing: MenuEntry = { id: 'nothing', label: t.nothing, isDisabled: true, onAction() {} };
  return (
    <span className="bell" data-count={unread > 0 ? Math.min(unread, 99) : undefined}>
      <Menu
        trigger={<IconButton icon="bell" label={t.unread(unread)} />}
        label={t.notifications}
        onOpen={markRead}
        entries={entries.length > 0 ? entries : [nothing]}
      />
    </span>
  );
}
