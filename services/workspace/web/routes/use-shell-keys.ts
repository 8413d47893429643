import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { openPalette } from '../features/palette/palette-state.ts';
import { openShortcuts } from '../features/shortcuts/shortcuts-state.ts';
import { hasMod, isWriting } from './shortcut-keys.ts';

const places = { h: '/', c: '/threads', r: '/reviews', s: '/settings' } as const;

/** Keys that work on every page: the palette, the sheet of shortcuts, and `g` with a letter to go somewhere. */
export function useShellKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let going = false;
    const onKey = (event: KeyboardEvent) => {
      if (hasMod(event) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const place = going ? places[event.key as keyof typeof places] : undefined;
      going = event.key === 'g';
      if (place !== undefined) void navigate({ to: place });
      else if (event.key === '?') openShortcuts();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
}
