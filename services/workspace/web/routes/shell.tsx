import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { startLive } from '../data/live/live.ts';
import { useMe } from '../data/people.ts';
import { sessionQuery } from '../data/session.ts';
import { useStore } from '../data/store.ts';
import { Icon, type IconName } from '../design/icon.tsx';
import { Notices } from '../design/notices.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { paletteIsOpen } from '../features/palette/palette-state.ts';
import { shortcutsAreOpen } from '../features/shortcuts/shortcuts-state.ts';
import { keepPageFromFiles } from './keep-page.ts';
import { lazyPart } from './part.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { useShellKeys } from './use-shell-keys.ts';

const Palette = lazyPart(() => import('../features/palette/palette.tsx'));
const Tooltips = lazyPart(() => import('../design/tooltips.tsx'));
const Shortcuts = lazyPart(() => import('../features/shortcuts/shortcuts.tsx'));

const words = defineWords({
  en: {
    home: 'Home',
    chats: 'Chats',
    reviews: 'Reviews',
    settings: 'Settings',
    main: 'Main',
    skip: 'Skip to the content',
  },
  de: {
    home: 'Start',
    chats: 'Chats',
    reviews: 'Prüfen',
    settings: 'Einstellungen',
    main: 'Hauptbereiche',
    skip: 'Zum Inhalt springen',
  },
});

/** What stays while pages come and go. Nobody sees a page before it is known who they are. */
export function Shell() {
  const { data: session, error } = useQuery(sessionQuery);
  if (error) throw error;
  if (session === undefined) return null;
  return session.signedIn ? <Workspace /> : <SignInPage />;
}

function Workspace() {
  const t = useWords(words);
  const palette = useStore(paletteIsOpen);
  const shortcuts = useStore(shortcutsAreOpen);
  useShellKeys();
  const { id } = useMe();
  useEffect(() => startLive(id), [id]);
  useEffect(keepPageFromFiles, []);
  useEffect(() => {
    if (import.meta.env.PROD) void import('../offline/pages.ts').then(({ keepPages }) => keepPages());
  }, []);
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <nav className="rail" aria-label={t.main}>
        <Link to="/" className="mark" aria-label="Ameide" activeOptions={{ exact: true }}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path d="M5 20 12 4l7 16M7.800 14h8.400" />
          </svg>
        </Link>
        <RailLink to="/" icon="home" label={t.home} />
        <RailLink to="/threads" icon="chat" label={t.chats} />
        <RailLink to="/reviews" icon="review" label={t.reviews} />
        <span className="spring" />
        <RailLink to="/settings" icon="settings" label={t.settings} />
      </nav>
      <Outlet />
      <Notices />
      <Suspense>
        <Tooltips />
      </Suspense>
      <Suspense>
        {palette && <Palette />}
        {shortcuts && <Shortcuts />}
      </Suspense>
    </div>
  );
}

interface RailLinkProps {
  readonly to: '/' | '/threads' | '/reviews' | '/settings';
  readonly icon: IconName;
  readonly label: string;
}

function RailLink({ to, icon, label }: RailLinkProps) {
  return (
    <Link to={to} className="rail-link" aria-label={label} title={label} activeOptions={{ exact: to === '/' }}>
      <Icon name={icon} size={18} />
    </Link>
  );
}
