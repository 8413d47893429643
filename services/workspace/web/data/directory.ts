import { keep, kept } from './keep.ts';
import { createStore, useStore } from './store.ts';

/** Asked for at once. */
const MOST_ASKED = 100;
/** That this browser remembers, so that nobody is renamed while a page appears. */
const MOST_KEPT = 300;
const KEPT = 'names';

type Names = Readonly<Record<string, string>>;

const names = createStore<Names | undefined>(undefined);
/** Whoever was asked for since the page was opened. */
const asked = new Set<string>();
const waiting = new Set<string>();

const known = (): Names => names.get() ?? kept<Names>(KEPT) ?? {};

/** Names that have been heard, by subject; who is called by the subject has none. */
export function tellNames(heard: Iterable<readonly [subject: string, name: string]>): void {
  const before = known();
  const news = [...heard].filter(([subject, name]) => name !== subject && before[subject] !== name);
  if (news.length === 0) return;
  const next = { ...before, ...Object.fromEntries(news) };
  names.set(next);
  keep(KEPT, Object.fromEntries(Object.entries(next).slice(-MOST_KEPT)));
}

/** What people are called, by subject; asks for everybody once, for all that one drawing of the page needs together. */
export function useDirectory(): (subject: string) => string | undefined {
  useStore(names);
  return (subject) => {
    if (subject !== '' && !asked.has(subject)) {
      asked.add(subject);
      if (waiting.size === 0) queueMicrotask(ask);
      waiting.add(subject);
    }
    return known()[subject];
  };
}

async function ask(): Promise<void> {
  const subjects = [...waiting];
  waiting.clear();
  const { lookUpNames } = await import('./look-up-names.ts');
  for (let start = 0; start < subjects.length; start += MOST_ASKED) {
    const some = subjects.slice(start, start + MOST_ASKED);
    try {
      tellNames(await lookUpNames(some));
    } catch {
      // They are asked for again when the page shows them next.
      for (const subject of some) asked.delete(subject);
    }
  }
}
