import type { Random } from '../random.ts';

const KILO = 1000;

/** Texts that break what did not expect them. */
const texts: readonly (() => string)[] = [
  () => '',
  () => ' ',
  () => '\0',
  () => 'a\0b',
  () => '\ud800',
  () => 'x\udc00y',
  () => '\u202e\u2066drow',
  () => '\ufeff\u200b',
  () => 'e\u0301'.repeat(200),
  () => '👨‍👩‍👧‍👦'.repeat(100),
  () => 'ﷺ'.repeat(300),
  () => '../../../../etc/passwd',
  () => "'; drop table models; --",
  () => '{{7*7}}%{x}#{y}',
  () => '<script>alert(1)</script>',
  () => ']]><!--&#0;&lt;%s%n',
  () => '__proto__',
  () => 'constructor',
  () => 'hasOwnProperty',
  () => '%00%0a%ff',
  () => '\r\nx-injected: 1',
  () => '\u2028\u2029',
  () => 'NaN',
  () => '-1',
  () => '1e309',
  () => '(a+)+$'.repeat(20),
  () => `${'a'.repeat(50 * KILO)}!`,
  () => '"'.repeat(KILO),
  () => '\\'.repeat(KILO),
  () => '['.repeat(5 * KILO),
  () => 'x'.repeat(256),
  () => 'x'.repeat(257),
  () => 'x y '.repeat(500),
  () => 'x'.repeat(20 * KILO),
  () => 'y'.repeat(200 * KILO),
  () => ' '.repeat(200 * KILO),
  () => '\n'.repeat(100 * KILO),
  () => 'ä '.repeat(100 * KILO),
  () => 'z'.repeat(2000 * KILO),
];

const numbers: readonly (number | string)[] = [
  0,
  -1,
  1,
  0.5,
  1e9,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  -(2 ** 63),
  1e308,
  'NaN',
  'Infinity',
  '-0',
  '0x10',
  '１',
];

export function hostileText(random: Random): string {
  return random.one(texts)!();
}

export function hostileNumber(random: Random): number | string {
  return random.one(numbers)!;
}

/** Anything that JSON can say. */
export function hostileJson(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 5 : 9)) {
    case 0:
      return null;
    case 1:
      return random.once(2);
    case 2:
      return hostileNumber(random);
    case 3:
    case 4:
      return hostileText(random);
    case 5:
      return Array.from({ length: random.below(4) }, () => hostileJson(random, depth + 1));
    case 6:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [shortText(random), hostileJson(random, depth + 1)]),
      );
    case 7:
      return nested(random.one([10, 90, 101, 1000])!);
    default:
      return Array.from({ length: random.one([100, 10 * KILO, 100 * KILO])! }, () => 0);
  }
}

const shortText = (random: Random) => hostileText(random).slice(0, 300);

/** Lists in lists. */
function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Bytes that were changed somewhere. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  switch (random.below(6)) {
    case 0:
      return copy.subarray(0, random.below(copy.length + 1));
    case 1:
      for (let at = random.below(8); at >= 0 && copy.length > 0; at -= 1)
        copy[random.below(copy.length)] = random.below(256);
      return copy;
    case 2:
      return Buffer.concat([copy, Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256)))]);
    case 3:
      // A length of 4 GiB in front.
      return Buffer.concat([Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]), copy]);
    case 4:
      // Groups in groups, which nobody ends.
      return Buffer.alloc(random.one([50, 5000, 500 * KILO])!, 0x0b);
    default:
      return Buffer.concat(Array.from({ length: random.one([2, 200])! }, () => copy));
  }
}
