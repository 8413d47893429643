/** What counts as personal data, or as a secret of somebody. */
export type PersonalDataKind = 'CARD' | 'EMAIL' | 'IBAN' | 'ID' | 'KEY' | 'PHONE';

/** A place in a text, in UTF-16 units: from `start` up to and without `end`. */
export interface PersonalData {
  readonly kind: PersonalDataKind;
  readonly start: number;
  readonly end: number;
}

interface Pattern {
  readonly kind: PersonalDataKind;
  /** Global, and linear: nothing in it can be matched in two ways. */
  readonly pattern: RegExp;
  readonly isReal?: (found: string) => boolean;
}

/** In the order in which they are believed where they overlap. Numbers stand alone: part of a word or of a longer number is none. */
const PATTERNS: readonly Pattern[] = [
  {
    kind: 'KEY',
    pattern:
      /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8192}(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
  },
  // A JSON Web Token.
  { kind: 'KEY', pattern: /(?<![\w-])eyJ[\w-]{8,2048}\.eyJ[\w-]{8,4096}\.[\w-]{8,1024}(?![\w-])/g },
  // Of OpenAI, Anthropic and Stripe; AWS; GitHub; Slack; Google; GitLab.
  {
    kind: 'KEY',
    pattern:
      /(?<![\w-])(?:sk-[\w-]{20,256}|[sr]k_(?:live|test)_\w{16,256}|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_\w{36,255}|github_pat_\w{22,255}|xox[abeoprs]-[\w-]{10,256}|AIza[\w-]{35}|glpat-[\w-]{20,64})(?![\w-])/g,
  },
  { kind: 'EMAIL', pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}_-])/gu },
  {
    kind: 'IBAN',
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    isReal: isIban,
  },
  { kind: 'CARD', pattern: /(?<![\w.-])[2-6]\d(?:[ -]?\d){11,17}(?![\w-]|\.\d)/g, isReal: isCard },
  // The social security number of the United States, but for those that are never given out.
  { kind: 'ID', pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g },
  // The German tax id, as it is printed, and the Swiss and the Austrian number of social insurance.
  { kind: 'ID', pattern: /(?<![\w.-])[1-9]\d \d{3} \d{3} \d{3}(?![\w-]|\.\d)/g, isReal: isTaxId },
  { kind: 'ID', pattern: /(?<![\w.-])756\.\d{4}\.\d{4}\.\d{2}(?![\w-])/g },
  // With the code of a country, or with the zero before the code of a place.
  { kind: 'PHONE', pattern: /(?<![\w+]|\d[ .-])(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){6,13}(?![\w-])/g },
  {
    kind: 'PHONE',
    pattern: /(?<![\w.+-]|\d[ /])(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{0,3}[ /-])[ ]?\d(?:[ -]?\d){4,9}(?![\w-]|\.\d)/g,
  },
  { kind: 'PHONE', pattern: /(?<![\w.+-]|\d[ /])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)/g },
];

/** Finds personal data in a text, in their order and without overlap. Patterns, and their check digits where there are some. */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  for (const { kind, pattern, isReal } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (isReal !== undefined && !isReal(match[0])) continue;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** By Luhn's check digit. Numbers of one digit alone are examples, and no cards. */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the number, its first four characters put last and letters written as 10 to 35, is 1 modulo 97. */
function isIban(found: string): boolean {
  const text = found.replaceAll(' ', '');
  if (text.length < 15 || text.length > 34) return false;
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** ISO 7064 MOD 11,10, as the German tax id has it. */
function isTaxId(found: string): boolean {
  const digits = [...found.replaceAll(' ', '')].map(Number);
  let product = 10;
  for (const digit of digits.slice(0, -1)) product = (((digit + product) % 10 || 10) * 2) % 11;
  return (11 - product) % 10 === digits.at(-1);
}
