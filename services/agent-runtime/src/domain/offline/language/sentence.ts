/** Longer texts are not requests that this model understands. */
const MAX_LENGTH = 1000;
const MAX_SPLITS = 12;

const preamble =
  /^(?:(?:hi|hello|hey|ok|okay|so|now|then|next|also|and|well|great|thanks|thank you|please|pls|kindly|just|maybe)\b[\s,.!:]*|(?:can|could|would|will) (?:you|we|u)\b[\s,]*|i (?:would|'d) like (?:you )?to\b|i'd like (?:you )?to\b|i want (?:you )?to\b|i need (?:you )?to\b|we (?:should|must|need to|have to|want to)\b|you (?:should|must)\b|let's\b|let us\b|go ahead and\b|try to\b|tell me\b(?= (?:what|which|where|who|how)))\s*/i;

/**
 * A request in one line, without courtesies and final punctuation, all double quotes as `"`. Empty when the text is too
 * long to be one.
 */
export function sentence(text: string): string {
  if (text.length > MAX_LENGTH) return '';
  let line = text
    .replace(/[“”„‟«»＂「」『』]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/(^|[\s(])'([^']+)'(?=$|[\s).,;:!?])/g, '$1"$2"')
    .replace(/\s+/g, ' ')
    .trim();
  const asked = /^(?:please )?(?:can|could|would|will) /i.test(line);
  for (let shorter = line.replace(preamble, ''); shorter !== line; shorter = line.replace(preamble, '')) {
    if (shorter === '') break;
    line = shorter;
  }
  line = line.replace(/[\s,]*\b(?:please|pls|thanks|thank you|for me|now)[.!?\s]*$/i, '');
  return line.replace(asked ? /[\s.!?]+$/ : /[\s.!]+$/, '');
}

/**
 * All pairs around a separator: first those outside of quotes, in order, then those inside, which count when a name
 * itself holds a quote.
 */
export function splits(line: string, separator: RegExp): readonly (readonly [string, string])[] {
  const outside: [string, string][] = [];
  const inside: [string, string][] = [];
  for (const match of line.matchAll(new RegExp(separator, 'gi'))) {
    const pair: [string, string] = [
      line.slice(0, match.index).trim(),
      line.slice(match.index + match[0].length).trim(),
    ];
    const quotes = pair[0].split('"').length - 1;
    (quotes % 2 === 0 ? outside : inside).push(pair);
    if (outside.length + inside.length === MAX_SPLITS) break;
  }
  return [...outside, ...inside].filter(([left, right]) => left !== '' && right !== '');
}

/** Text without the quotes around all of it. */
export function unquote(text: string): string {
  const inner = /^"(.*)"$/.exec(text.trim())?.[1] ?? /^'(.*)'$/.exec(text.trim())?.[1] ?? text;
  return inner.trim();
}

/** A name for something new: as quoted, or with a capital when it was said in passing. */
export function newName(text: string): string {
  const name = unquote(text);
  if (name !== text.trim()) return name;
  const [first = ''] = name;
  return first.toUpperCase() + name.slice(first.length);
}

export const article = /^(?:(?:a|an|the|another|one|new|additional|extra|further|some|this|that)\s+)+/i;
