import { Link } from '@tanstack/react-router';
import { memo, type ReactNode, Suspense, useEffect } from 'react';
import { Icon } from '../design/icon.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { openPalette } from '../features/palette/palette-state.ts';
import { AccountMenu } from './account-menu.tsx';
import { PageBanners } from './page-banners.tsx';
import { MOD_KEY } from './shortcut-keys.ts';
import './page.css';
import { lazyPart } from './part.tsx';

const Bell = lazyPart(() => import('../features/notifications/bell.tsx'));

const words = defineWords({
  en: { search: 'Search or do anything', trail: 'Where you are', loading: 'Loading…' },
  de: { search: 'Suchen oder etwas tun', trail: 'Wo du bist', loading: 'Wird geladen…' },
});

// What never depends on the page is not drawn anew with it.
const banners = <PageBanners />;
const corner = (
  <>
    <Suspense fallback={<span className="icon-button" aria-hidden="true" />}>
      <Bell />
    </Suspense>
    <AccountMenu />
  </>
);

interface Step {
  readonly label: string;
  readonly to: '/' | '/threads';
}

export interface PageProps {
  /** Empty while it is not known yet. */
  readonly title: string;
  /** The pages above this one, the outermost first. */
  readonly trail?: readonly Step[];
  /** Quiet facts beside the title. */
  readonly status?: ReactNode;
  readonly actions?: ReactNode;
  /** Bands between the header and the page. */
  readonly banner?: ReactNode;
  readonly children: ReactNode;
}

/** The header of a page with what it is about, and the page itself. */
export function Page({ title, trail = [], status, actions, banner, children }: PageProps) {
  const t = useWords(words);
  const heading = title || t.loading;
  useEffect(() => {
    document.title = `${heading} · Ameide`;
  }, [heading]);
  return (
    <div className="page">
      <header className={status || actions ? 'page-header' : 'page-header short'}>
        <nav className="trail" aria-label={t.trail}>
          {trail.map((step) => (
            <TrailStep key={step.to} {...step} />
          ))}
          <h1 className="clip" aria-current="page">
            {heading}
          </h1>
        </nav>
        {status}
        <span className="spring" />
        <button type="button" className="search-box" onClick={openPalette}>
          <Icon name="search" size={14} />
          <span className="clip">{t.search}</span>
          <kbd>{MOD_KEY}K</kbd>
        </button>
        {actions}
        {corner}
      </header>
      <div>
        {banners}
        {banner}
      </div>
      <main className="page-body" id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

const TrailStep = memo(function TrailStep({ label, to }: Step) {
  return (
    <span className="trail-step">
      <Link to={to}>{label}</Link>
      <span aria-hidden="true">{' / '}</span>
    </span>
  );
});
