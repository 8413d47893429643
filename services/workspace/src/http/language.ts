import type { IncomingMessage } from 'node:http';

/** What the server's own pages are written in. */
export type Language = 'en' | 'de';

/** Which of our languages a browser likes best (`Accept-Language`, RFC 9110); English where it names neither. */
export function languageOf({ headers }: Pick<IncomingMessage, 'headers'>): Language {
  let best: { readonly language: Language; readonly weight: number } | undefined;
  for (const wish of (headers['accept-language'] ?? '').toLowerCase().split(',')) {
    const [, language, said = '1'] = /^\s*(en|de)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(wish) ?? [];
    const weight = Number(said);
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language: language as Language, weight };
  }
  return best?.language ?? 'en';
}
