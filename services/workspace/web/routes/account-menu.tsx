import { useNavigate } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { Button } from 'react-aria-components';
import { useMe } from '../data/people.ts';
import { Avatar } from '../design/display.tsx';
import { Menu } from '../design/menu.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { openShortcuts } from '../features/shortcuts/shortcuts-state.ts';
import { lazyPart } from './part.tsx';
import { signOut, unsentEdits } from './sign-out.ts';

const SignOutDialog = lazyPart(() => import('./sign-out-dialog.tsx'));

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
  const [unsent, setUnsent] = useState(0);
  const leave = async () => {
    const count = await unsentEdits(me.id);
    if (count > 0) setUnsent(count);
    else await signOut(me.id);
  };
  const trigger = (
    <Button className="account-button" aria-label={t.account(me.name)}>
      <Avatar name={me.name} />
    </Button>
  );
  return (
    <>
      <Menu
        trigger={trigger}
        label={t.account(me.name)}
        entries={[
          { id: 'settings', icon: 'settings', label: t.settings, onAction: () => void navigate({ to: '/settings' }) },
          { id: 'keys', icon: 'keyboard', label: t.keys, hint: '?', onAction: openShortcuts },
          'separator',
          { id: 'out', icon: 'out', label: t.out, onAction: () => void leave() },
        ]}
      />
      <Suspense>
        {unsent > 0 && (
          <SignOutDialog count={unsent} onClose={() => setUnsent(0)} onSignOut={() => void signOut(me.id)} />
        )}
      </Suspense>
    </>
  );
}
