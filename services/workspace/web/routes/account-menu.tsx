import { useNavigate } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { useMe } from '../data/people.ts';
import { SIGN_OUT_PATH } from '../data/session.ts';
import { Avatar } from '../design/display.tsx';
import { Menu } from '../design/menu.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { openShortcuts } from '../features/shortcuts/shortcuts-state.ts';

const words = defineWords({
  en: {
    account: (name: string) => `${name}: account`,
    settings: 'Settings',
    keys: 'Keyboard shortcuts',
    out: 'Sign out',
  },
  de: { account: (name: string) => `${name}: Konto`, settings: 'Einstellungen', keys: 'Tastenkürzel', out: 'Abmelden' },
});

export function AccountMenu() {
  const t = useWords(words);
  const me = useMe();
  const navigate = useNavigate();
  const trigger = (
    <Button className="account-button" aria-label={t.account(me.name)}>
      <Avatar name={me.name} />
    </Button>
  );
  return (
    <Menu
      trigger={trigger}
      label={t.account(me.name)}
      entries={[
        { id: 'settings', icon: 'settings', label: t.settings, onAction: () => void navigate({ to: '/settings' }) },
        { id: 'keys', icon: 'keyboard', label: t.keys, hint: '?', onAction: openShortcuts },
        'separator',
        { id: 'out', icon: 'out', label: t.out, onAction: () => location.assign(SIGN_OUT_PATH) },
      ]}
    />
  );
}
