import { useSyncExternalStore } from 'react';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { useWords } from './use-words.ts';
import { defineWords } from './words.ts';
import './notices.css';

const words = defineWords({
  en: { region: 'Notices', dismiss: 'Dismiss' },
  de: { region: 'Hinweise', dismiss: 'Ausblenden' },
});

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'note' | 'trouble';
  readonly text: string;
  /** A quiet second line, such as the id under which the logs know more. */
  readonly detail?: string | undefined;
  /** What takes back what was done. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const icons = { done: 'check', note: 'info', trouble: 'warning' } as const;

const SHOWN_MS = 6_000;
const listeners = new Set<() => void>();
let notices: readonly Notice[] = [];
let lastId = 0;

/** Tells something in a corner of the page. What went well, or is good to know, goes away by itself; trouble stays until it is dismissed. */
export function notify(notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  const id = lastId;
  change([...notices.slice(-2), { ...notice, id }]);
  if (notice.tone !== 'trouble') setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  change(notices.filter((notice) => notice.id !== id));
}

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Notices() {
  const t = useWords(words);
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <section className="notices" aria-label={t.region} aria-live="polite">
      {shown.map(({ id, tone, text, detail, action }) => (
        <div key={id} className={`notice ${tone}`} role={tone === 'trouble' ? 'alert' : 'status'}>
          <Icon name={icons[tone]} />
          <div>
            {text}
            {detail && <div className="detail">{detail}</div>}
            {action && (
              <button
                type="button"
                className="notice-action"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            )}
          </div>
          <IconButton icon="close" label={t.dismiss} size={14} onPress={() => dismiss(id)} />
        </div>
      ))}
    </section>
  );
}
