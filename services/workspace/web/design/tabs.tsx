import { type KeyboardEvent, type ReactNode, Suspense, useId, useRef } from 'react';
import { Skeleton } from './display.tsx';
import './tabs.css';

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly selected: T;
  readonly onSelect: (tab: T) => void;
  readonly tabs: readonly { readonly id: T; readonly label: string; readonly content: ReactNode }[];
  /** What stands at the end of the row of tabs. */
  readonly aside?: ReactNode;
}

/** One of several contents, which may be loaded when they are first shown; arrows, Home and End go from tab to tab. */
export function Tabs<T extends string>({ label, selected, onSelect, tabs, aside }: TabsProps<T>) {
  const base = useId();
  const row = useRef<HTMLDivElement>(null);
  const shown = tabs.find(({ id }) => id === selected);
  const onKeyDown = (event: KeyboardEvent) => {
    const now = tabs.findIndex(({ id }) => id === selected);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: now + 1,
      ArrowLeft: now - 1 + tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = step % tabs.length;
    onSelect(tabs[next]!.id);
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div className="tabs">
      <div className="tab-row">
        <div role="tablist" aria-label={label} className="tab-list" ref={row} onKeyDown={onKeyDown} tabIndex={-1}>
          {tabs.map(({ id, label: title }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`${base}-${id}`}
              aria-selected={id === selected}
              aria-controls={id === selected ? `${base}-panel` : undefined}
              tabIndex={id === selected ? 0 : -1}
              className="tab"
              onClick={() => onSelect(id)}
            >
              {title}
            </button>
          ))}
        </div>
        <span className="spring" />
        {aside}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${selected}`} className="tab-panel">
        <Suspense fallback={<Skeleton lines={6} />}>{shown?.content}</Suspense>
      </div>
    </div>
  );
}
