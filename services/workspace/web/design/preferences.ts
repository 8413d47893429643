import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export type Language = 'en' | 'de';
/** What the wheel does over a diagram; with Ctrl or Cmd it does the other. */
export type Wheel = 'pan' | 'zoom';

/** How a person wants the page on this device. */
export interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
  readonly wheel: Wheel;
}

const KEY = 'ameide.preferences';
const listeners = new Set<() => void>();
let current: Preferences = read();
show(current);

/** The preferences as they are now; for code outside of components. */
export const getPreferences = (): Preferences => current;

export function setPreferences(changed: Partial<Preferences>): void {
  current = { ...current, ...changed };
  localStorage.setItem(KEY, JSON.stringify(current));
  show(current);
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
  } catch {
    // What somebody else wrote there is as good as nothing.
  }
  const language = navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
  return { theme: kept.theme ?? 'system', language: kept.language ?? language, wheel: kept.wheel ?? 'pan' };
}

function show({ theme, language }: Preferences): void {
  document.documentElement.lang = language;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
