import { reachable } from '../data/reachability.ts';
import { sessionIsOver, signInAddress } from '../data/session.ts';
import { useStore } from '../data/store.ts';
import { Banner } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';

const words = defineWords({
  en: {
    offline: 'You are offline. What you write stays on this device; the page goes on when the connection is back.',
    over: 'Your session has ended. What you wrote stays here.',
    signIn: 'Sign in again',
  },
  de: {
    offline:
      'Du bist offline. Was du schreibst, bleibt auf diesem Gerät; die Seite geht weiter, sobald die Verbindung da ist.',
    over: 'Deine Sitzung ist beendet. Was du geschrieben hast, bleibt hier.',
    signIn: 'Neu anmelden',
  },
});

/** What is wrong with the connection as a whole. */
export function PageBanners() {
  const t = useWords(words);
  const isReachable = useStore(reachable);
  const isOver = useStore(sessionIsOver);
  if (isOver) {
    const action = (
      <a className="button outline" href={signInAddress()}>
        {t.signIn}
      </a>
    );
    return (
      <Banner tone="change" icon="person" action={action}>
        {t.over}
      </Banner>
    );
  }
  if (isReachable) return null;
  return (
    <Banner tone="change" icon="offline">
      {t.offline}
    </Banner>
  );
}
