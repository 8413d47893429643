/** Longer texts are not requests that this model understands. */
const MAX_LENGTH = 1000;

const courtesies =
  /^(?:(?:hi|hello|hey|hallo|ok|okay|so|now|then|next|also|and|well|great|thanks|thank you|please|pls|kindly|just|maybe|bitte|nun|jetzt|dann|und|auch|danke)\b[\s,.!:]*|(?:can|could|would|will) (?:you|we|u)\b[\s,]*|(?:kannst|könntest|würdest) du\b[\s,]*|(?:i'd|i would) like (?:you )?to\b|(?:i want|i need|try) (?:you )?to\b|we (?:should|must|need to|have to|want to)\b|you (?:should|must)\b|let's\b|let us\b|go ahead and\b|(?:ich möchte|wir (?:müssen|sollten|wollen))\b|tell me\b(?= (?:what|which|where|who|how))|sag mir\b)\s*/i;
const closings = /[\s,]*\b(?:please|pls|thanks|thank you|for me|now|bitte|danke)[.!?\s]*$/i;

/**
 * A text in one line, without courtesies and final punctuation. What stands in quotes of any kind is set aside as `«n»`,
 * so that no word of a name is taken for a word of the sentence.
 */
export interface Sentence {
  readonly line: string;
  readonly quoted: readonly string[];
}

/** Undefined when the text is empty or too long to be a request. */
export function sentence(text: string): Sentence | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const quoted: string[] = [];
  const aside = (inner: string) => `«${quoted.push(inner.trim()) - 1}»`;
  let line = text
    .replace(/[“”„‟«»＂「」『』]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/"([^"]*)"/g, (_, inner: string) => aside(inner))
    .replace(/[‘’‚]/g, "'")
    .replace(/(?<=^|[\s(])'([^'«»]+)'(?=$|[\s).,;:!?])/g, (_, inner: string) => aside(inner))
    .trim();
  const isAsked = /^(?:(?:please )?(?:can|could|would|will)|kannst|könntest|würdest) /i.test(line);
  for (let rest = line.replace(courtesies, ''); rest !== line && rest !== ''; rest = line.replace(courtesies, ''))
    line = rest;
  line = line.replace(closings, '').replace(isAsked ? /[\s.!?]+$/ : /[\s.!]+$/, '');
  return line === '' ? undefined : { line, quoted };
}

/** A part of a sentence as the person wrote it, all quotes as `"`. */
export function restored(text: string, { quoted }: Pick<Sentence, 'quoted'>): string {
  return text.replace(/«(\d+)»/g, (_, at: string) => `"${quoted[Number(at)]}"`);
}

/** All pairs around a separator. */
export function splits(text: string, separator: RegExp): readonly (readonly [string, string])[] {
  return [...text.matchAll(separator)].map((match) => [
    text.slice(0, match.index).trim(),
    text.slice(match.index + match[0].length).trim(),
  ]);
}

/** Text without the quotes around all of it. */
export function unquote(text: string): string {
  return (/^"(.*)"$/.exec(text.trim())?.[1] ?? text).trim();
}

const articles =
  /^(?:(?:a|an|the|another|one|new|additional|extra|further|some|this|that|der|die|das|den|dem|des|ein|eine[mnrs]?|neue[mnrs]?|weitere[mnrs]?)\s+)+/i;

export const withoutArticle = (text: string): string => text.replace(articles, '').trim();

/** A name: what is quoted, or else all of it. Undefined when more follows the quotes: a quoted name ends the name. */
export function nameOf(text: string): string | undefined {
  const name = text.trim();
  if (/^"[^"]*"$/.test(name)) return unquote(name);
  return name.startsWith('"') ? undefined : name;
}

/** A name for something new, with a capital when it was said in passing. */
export function newName(text: string): string | undefined {
  const name = nameOf(text);
  return name === text.trim() ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

const numbers =
  'null a|an|one|eine?[mnrs]? two|zwei three|drei four|vier five|fünf six|sechs seven|sieben eight|acht nine|neun ten|zehn'
    .split(' ')
    .map((one) => new RegExp(`^(?:${one})$`, 'i'));
const units = [
  'Y year|jahr',
  'M month|monat',
  'W week|woche',
  'D day|tag',
  'H hour|stunde',
  'M min|minute',
  'S second|sekunde',
]
  .map((one) => one.split(' '))
  .map(([sign, stem]) => ({ sign: sign!, pattern: new RegExp(`^(?:${stem})(?:en|s|n|e)?$`, 'i') }));

/** The number that a word or digits stand for; -1 when they are none. */
export function numberOf(word: string): number {
  return /^\d{1,5}$/.test(word) ? Number(word) : numbers.findIndex((pattern) => pattern.test(word));
}

/** `2 days and 3 hours` as ISO 8601 has it: `P2DT3H`; undefined when it is no duration. */
export function duration(text: string): string | undefined {
  const counts = units.map(() => 0);
  for (const part of text.split(/\s*(?:,|\band\b|\bund\b)\s*/i)) {
    const [, count = '', word = ''] = /^(\S+)[\s-]+(\S+)$/.exec(part) ?? [];
    const unit = units.findIndex(({ pattern }) => pattern.test(word));
    const number = numberOf(count);
    if (unit === -1 || number < 1) return undefined;
    counts[unit]! += number;
  }
  const [years, months, weeks, days, ...clock] = counts.map((count, at) =>
    count > 0 ? `${count}${units[at]!.sign}` : '',
  );
  if (weeks !== '') return counts.filter((count) => count > 0).length === 1 ? `P${weeks}` : undefined;
  return `P${years}${months}${days}${clock.join('') && `T${clock.join('')}`}`;
}
