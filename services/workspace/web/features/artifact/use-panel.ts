import { useEffect, useMemo, useState } from 'react';
import { keep, kept } from '../../data/keep.ts';
import { isWriting } from '../../routes/shortcut-keys.ts';

export type PanelTab = 'chat' | 'history' | 'outline' | 'problems' | 'properties';

/** Keys that lead to a tab; they are not those of bpmn-js. */
const KEYS: Readonly<Record<string, PanelTab>> = { o: 'outline', p: 'problems' };

/** The panel beside the canvas. Whether it is open is kept on this device; `]` opens and closes it. */
export function usePanel(first: PanelTab) {
  const [isOpen, setOpen] = useState(() => first !== 'chat' || (kept<boolean>('panel') ?? true));
  const [tab, setTab] = useState(first);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ']') setOpen((open) => !open);
      const wanted = KEYS[event.key];
      if (wanted === undefined) return;
      setOpen(true);
      setTab(wanted);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.artifact-panel [aria-selected=true]')?.focus());
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return useMemo(() => {
    const show = (open: boolean) => {
      keep('panel', open);
      setOpen(open);
    };
    return {
      isOpen,
      tab,
      toggle: () => show(!isOpen),
      open(next: PanelTab) {
        setTab(next);
        show(true);
      },
    };
  }, [isOpen, tab]);
}
