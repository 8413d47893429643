import { useEffect, useRef } from 'react';
import { hasMod } from '../../routes/shortcut-keys.ts';

/** ⌘↵ accepts the proposal in sight, unless something is being written. */
export function useAcceptKey(isActive: boolean, accept: () => Promise<void>): void {
  const latest = useRef(accept);
  latest.current = accept;
  useEffect(() => {
    if (!isActive) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !hasMod(event)) return;
      const { target } = event;
      if (target instanceof HTMLTextAreaElement && target.value.trim() !== '') return;
      event.preventDefault();
      void latest.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isActive]);
}
