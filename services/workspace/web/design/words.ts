import type { Language } from './preferences.ts';

/** A text, or a function that puts values into one. */
export type Entry = string | ((...values: never[]) => string);

/** The words of one language, whichever it is. */
export type Same<T extends Record<string, Entry>> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K];
};

/** The words of one feature in every language. */
export interface Dictionary<T extends Record<string, Entry>> {
  readonly en: T;
  readonly de: Same<T>;
}

/** Declares words; a key that one language lacks does not compile. */
export function defineWords<T extends Record<string, Entry>>(words: {
  readonly en: T;
  readonly de: NoInfer<Same<T>>;
}): Dictionary<T> {
  return words;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Such as `3 hours ago`; `now` for the last minute. */
export function formatAgo(date: Date, language: Language, now = Date.now()): string {
  const seconds = Math.round((date.getTime() - now) / 1_000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}

/** Such as `30 Nov 2026, 10:24`. */
export function formatMoment(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}
