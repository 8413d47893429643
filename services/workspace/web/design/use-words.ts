import { getPreferences, usePreferences } from './preferences.ts';
import type { Dictionary, Entry, Same } from './words.ts';

/** The words in the person's language. */
export function useWords<T extends Record<string, Entry>>(words: Dictionary<T>): Same<T> {
  return words[usePreferences().language] as Same<T>;
}

/** The same outside of components, such as in a notice. */
export function wordsNow<T extends Record<string, Entry>>(words: Dictionary<T>): Same<T> {
  return words[getPreferences().language] as Same<T>;
}
