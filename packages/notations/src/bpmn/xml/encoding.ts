import {
  ascii,
  type CharacterSet,
  characterSet,
  latin1,
  mislabelledUtf8,
  utf8,
  utf16be,
  utf16le,
} from './character-sets.ts';

/*
 * A document is kept as text, which says by itself what its bytes were: by its declaration, and by the byte order mark that
 * it begins with. Of UTF-16 the declaration does not tell the byte order, and with a mark there need not be one; so a mark in
 * big-endian order is kept as the character that it would be in the other order, and one of UTF-16 that nothing declares as
 * another character that no document begins with.
 */
const BOM = '\ufeff';
const BIG_ENDIAN_BOM = '\ufffe';
const UNDECLARED_UTF16_BOM = '\ufdd0';
const marks = /^[\ufeff\ufffe\ufdd0]/;

/** The text with a plain byte order mark, as XML processors know it. */
export function withPlainMark(text: string): string {
  return text.replace(marks, BOM);
}

const declaredIn = (text: string) =>
  /^[\ufeff\ufffe\ufdd0]?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(text.slice(0, 400))?.[1];

/** The character set that a kept document has in bytes. */
export function encodingOf(text: string): CharacterSet {
  const declared = declaredIn(text);
  const isDeclared = (...names: readonly string[]) => names.includes(declared?.toLowerCase() ?? '');
  switch (text[0]) {
    case BIG_ENDIAN_BOM:
      return utf16be;
    case UNDECLARED_UTF16_BOM:
      return utf16le;
    case BOM:
      if (isDeclared('utf-16', 'utf-16le')) return utf16le;
      return declared === undefined || characterSet(declared) === utf8 ? utf8 : mislabelledUtf8;
    default:
      if (isDeclared('utf-16le')) return utf16le;
      if (isDeclared('utf-16be')) return utf16be;
      return declared === undefined ? utf8 : (characterSet(declared) ?? mislabelledUtf8);
  }
}

/** The encoding that a document declares and is not in; undefined when it is in the one that it declares. */
export function mislabelledAs(text: string): string | undefined {
  return encodingOf(text) === mislabelledUtf8 ? declaredIn(text) : undefined;
}

export type Decoded = { readonly text: string } | { readonly fault: string };

/**
 * The text of a document that gives the same bytes again, or in a sentence why there is none. As XML 1.0 has it (4.3.3 and
 * appendix F), the byte order mark and the first bytes decide, and then the declaration; UTF-16 needs a mark or a declaration
 * that names its byte order. More liberal than that, UTF-8 that something else is declared for is read where its bytes leave no
 * doubt: with its mark, where UTF-16 is declared, and where all is ASCII.
 */
export function decodeXml(bytes: Uint8Array): Decoded {
  const at = (...first: readonly number[]) => first.every((byte, index) => bytes[index] === byte);
  if (at(0, 0, 0xfe, 0xff) || at(0xff, 0xfe, 0, 0) || at(0, 0, 0, 0x3c) || at(0x3c, 0, 0, 0)) {
    return unreadable('The document is in UTF-32.');
  }
  if (at(0xff, 0xfe)) return decodeMarked(bytes, utf16le, ['utf-16', 'utf-16le'], UNDECLARED_UTF16_BOM);
  if (at(0xfe, 0xff)) return decodeMarked(bytes, utf16be, ['utf-16', 'utf-16be'], BIG_ENDIAN_BOM);
  if (at(0x3c, 0) || at(0, 0x3c)) {
    const decoded = decodeAs(bytes, at(0, 0x3c) ? utf16be : utf16le);
    if ('fault' in decoded || encodingOf(decoded.text) === (at(0, 0x3c) ? utf16be : utf16le)) return decoded;
    return unreadable(
      'The document is in UTF-16 without a byte order mark, and does not declare UTF-16BE or UTF-16LE.',
    );
  }
  return decodeBytes(bytes);
}

export function encodeXml(text: string): Uint8Array {
  return encodingOf(text).encode(withPlainMark(text));
}

/** A text in which each character that the encoding of the document cannot say is a character reference. */
export function sayable(encoding: CharacterSet, text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) =>
    encoding.holds(character) ? character : `&#${character.codePointAt(0)};`,
  );
}

function decodeMarked(bytes: Uint8Array, set: CharacterSet, names: readonly string[], mark: string): Decoded {
  const decoded = decodeAs(bytes, set);
  if ('fault' in decoded) return decoded;
  const declared = declaredIn(decoded.text);
  if (declared !== undefined && !names.includes(declared.toLowerCase())) {
    return unreadable(`The document begins with the byte order mark of ${set.name}, and declares ${declared}.`);
  }
  const isTold = set === utf16le && declared !== undefined;
  return isTold ? decoded : { text: mark + decoded.text.slice(1) };
}

/** Of a document in which ASCII is ASCII. */
function decodeBytes(bytes: Uint8Array): Decoded {
  const declared = declaredIn(withPlainMark(latin1.decode(bytes.subarray(0, 400)).replace(/^\xef\xbb\xbf/, BOM)));
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isUtf16 = /^utf-16(le|be)?$/i.test(declared ?? '');
  const set = declared === undefined || isMarked || isUtf16 ? utf8 : characterSet(declared);
  if (set === undefined) {
    if (bytes.every((byte) => byte < 0x80)) return decodeAs(bytes, ascii);
    return unreadable(`The document declares the encoding ${declared}, which is none of those that are known here.`);
  }
  const decoded = decodeAs(bytes, set);
  if ('fault' in decoded) return decoded;
  const { text } = decoded;
  // UTF-16LE and UTF-16BE need no mark, so that text of these names would be written in them.
  if (isUtf16 && encodingOf(text) !== mislabelledUtf8) {
    return unreadable(`The document declares ${declared}, and is not in it.`);
  }
  return /^[\ufffe\ufdd0]/.test(text)
    ? unreadable('The document begins with a character that XML does not have.')
    : decoded;
}

function decodeAs(bytes: Uint8Array, set: CharacterSet): Decoded {
  try {
    return { text: set.decode(bytes) };
  } catch {
    if (set === utf16le || set === utf16be)
      return unreadable(`The document is in ${set.name}, and a character in it is cut in half.`);
    return unreadable(
      `Line ${faultyLine(bytes, set)} of the document has bytes that are no characters in ${set.name}.`,
    );
  }
}

/** The first line, from 1, that cannot be decoded. */
function faultyLine(bytes: Uint8Array, set: CharacterSet): number {
  for (let line = 1, from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end + 1;
    try {
      set.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return 1;
}

function unreadable(why: string): Decoded {
  return { fault: `${why} Save it as UTF-8.` };
}
