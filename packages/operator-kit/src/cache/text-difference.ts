/** What fits into two characters of a difference: no more of a sample is made use of. */
const LIMIT = 0xff_ff;
/** Shorter matches are not worth their step. */
const SHORTEST = 8;
/** A number with another count of digits moves what follows by so many characters. */
const NEAR = 2;
const HASH_BITS = 13;
const NOWHERE = 0xff_ff;
const NONE = -1;
const SLICE = 64;

/** A text that others are nearly equal to, and where in it each piece of `SHORTEST` characters is. */
export interface Sample {
  readonly text: string;
  readonly places: Uint16Array;
}

export function createSample(whole: string): Sample {
  const text = whole.slice(0, LIMIT);
  const places = new Uint16Array(1 << HASH_BITS).fill(NOWHERE);
  for (let at = text.length - SHORTEST; at >= 0; at--) places[hash(text, at)] = at;
  return { text, places };
}

/**
 * What `text` has that the sample has not: steps of five characters (how much is added, from where in the sample how much
 * is taken) and what is added. Characters below 256 stay so, which the engine keeps in one byte each.
 */
export function differenceFrom(sample: Sample, text: string): string {
  const parts: string[] = [];
  let added = 0;
  let at = 0;
  let taken = 0;
  const step = (to: number, from: number, length: number) => {
    parts.push(String.fromCharCode(to - added, from >> 8, from & 0xff, length >> 8, length & 0xff));
    parts.push(text.slice(added, to));
    added = to;
  };
  while (at < text.length) {
    const match = bestMatch(sample, text, at, taken + at - added);
    if (match === NONE) {
      at++;
      if (at - added === 0xff) step(at, 0, 0);
      continue;
    }
    const from = Math.floor(match / (LIMIT + 1));
    const length = match % (LIMIT + 1);
    step(at, from, length);
    at += length;
    added = at;
    taken = from + length;
  }
  if (at > added) step(at, 0, 0);
  return parts.join('');
}

/** The text that a difference was taken of. */
export function applyDifference(sample: string, difference: string): string {
  const parts: string[] = [];
  for (let at = 0; at < difference.length; ) {
    const code = (offset: number) => difference.charCodeAt(at + offset);
    const added = at + 5 + code(0);
    const from = (code(1) << 8) | code(2);
    const length = (code(3) << 8) | code(4);
    parts.push(difference.slice(at + 5, added), sample.slice(from, from + length));
    at = added;
  }
  return parts.join('');
}

/**
 * Where the sample has most of what follows in the text, and how much: near where it goes on after the last match, else
 * where it has the same piece first. Both in one number, since this is asked for every character that is added.
 */
function bestMatch(sample: Sample, text: string, at: number, expected: number): number {
  if (at + SHORTEST > text.length) return NONE;
  const first = sample.places[hash(text, at)] ?? NOWHERE;
  // Then it has no such piece anywhere.
  if (first === NOWHERE) return NONE;
  let best = NONE;
  let longest = SHORTEST - 1;
  for (let place = Math.max(0, expected - NEAR); place <= expected + NEAR; place++) {
    const length = matchLength(sample.text, place, text, at);
    if (length <= longest) continue;
    best = place * (LIMIT + 1) + length;
    longest = length;
  }
  if (best !== NONE) return best;
  const length = matchLength(sample.text, first, text, at);
  return length < SHORTEST ? NONE : first * (LIMIT + 1) + length;
}

function matchLength(sample: string, from: number, text: string, at: number): number {
  const limit = Math.min(sample.length - from, text.length - at);
  let length = 0;
  if (limit <= 0 || sample.charCodeAt(from) !== text.charCodeAt(at)) return 0;
  // The engine compares slices many times as fast as a loop does characters.
  while (length + SLICE <= limit && isSame(sample, from + length, text, at + length)) length += SLICE;
  while (length < limit && sample.charCodeAt(from + length) === text.charCodeAt(at + length)) length++;
  return length;
}

function isSame(sample: string, from: number, text: string, at: number): boolean {
  return sample.slice(from, from + SLICE) === text.slice(at, at + SLICE);
}

/** Of `SHORTEST` characters. */
function hash(text: string, at: number): number {
  return (Math.imul(fourOf(text, at), 0x9e3779b1) ^ Math.imul(fourOf(text, at + 4), 0x85ebca6b)) >>> (32 - HASH_BITS);
}

function fourOf(text: string, at: number): number {
  const code = (offset: number) => text.charCodeAt(at + offset) << (8 * offset);
  return code(0) | code(1) | code(2) | code(3);
}
