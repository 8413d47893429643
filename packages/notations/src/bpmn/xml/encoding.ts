/** An encoding that a document can be kept in: what its characters are, and how many there are. */
interface Encoding {
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array;
  holds(character: string): boolean;
}

const strict = { fatal: true, ignoreBOM: true };

const utf8: Encoding = {
  decode: (bytes) => new TextDecoder('utf-8', strict).decode(bytes),
  encode: (text) => new TextEncoder().encode(text),
  holds: () => true,
};
const utf16: Encoding = {
  decode: (bytes) => new TextDecoder('utf-16le', strict).decode(bytes),
  encode(text) {
    const bytes = new DataView(new ArrayBuffer(text.length * 2));
    for (let at = 0; at < text.length; at += 1) bytes.setUint16(at * 2, text.charCodeAt(at), true);
    return new Uint8Array(bytes.buffer);
  },
  holds: () => true,
};

/** An encoding of one byte a character: ASCII, and the given characters from 0x80 on. */
function singleByte(upper: string): Encoding {
  const bytes = new Map([...upper].map((character, at) => [character, at + 0x80]));
  return {
    decode(from) {
      const parts: string[] = [];
      for (let at = 0; at < from.length; at += 8192) parts.push(String.fromCharCode(...from.subarray(at, at + 8192)));
      return parts.join('').replace(/[\x80-\xff]/g, (unit) => upper[unit.charCodeAt(0) - 0x80] ?? UNREADABLE);
    },
    encode(text) {
      const out = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        out[at] = code < 0x80 ? code : (bytes.get(text[at]!) ?? 0x3f);
      }
      return out;
    },
    holds: (character) => bytes.has(character),
  };
}

const UNREADABLE = '\ufffd';
const upperHalf = Uint8Array.from({ length: 128 }, (_, at) => at + 0x80);
const latin1 = singleByte(String.fromCharCode(...upperHalf));
const ascii = singleByte('');
const windows1252 = singleByte(new TextDecoder('windows-1252').decode(upperHalf));

const byName: ReadonlyMap<string, Encoding> = new Map([
  ['iso-8859-1', latin1],
  ['latin1', latin1],
  ['windows-1252', windows1252],
  ['cp1252', windows1252],
  ['us-ascii', ascii],
  ['ascii', ascii],
  ['utf-16', utf16],
  ['utf-16le', utf16],
]);

const BOM = '\ufeff';

/** The encoding of a document: what it declares, if that is known; UTF-16 only with a byte order mark. */
export function encodingOf(text: string): Encoding {
  const declared = /^\ufeff?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(text.slice(0, 400))?.[1];
  const known = byName.get(declared?.toLowerCase() ?? '') ?? utf8;
  return (known === utf16) === text.startsWith(BOM) || known === utf8 ? known : utf8;
}

/** The text of a document, a byte order mark included; null when it could not be written again as the same bytes. */
export function decodeXml(bytes: Uint8Array): string | null {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    const encoding = isUtf16 ? utf16 : encodingOf(latin1.decode(bytes.subarray(0, 400)));
    const text = encoding.decode(bytes);
    const isWhole = encoding.holds(UNREADABLE) || !text.includes(UNREADABLE);
    return isWhole && encodingOf(text) === encoding ? text : null;
  } catch {
    return null;
  }
}

export function encodeXml(text: string): Uint8Array {
  return encodingOf(text).encode(text);
}

/** A text in which each character that the encoding of the document cannot say is a character reference. */
export function sayable(encoding: Encoding, text: string): string {
  if (encoding === utf8 || encoding === utf16) return text;
  return text.replace(/[^\0-\x7f]/gu, (character) =>
    encoding.holds(character) ? character : `&#${character.codePointAt(0)};`,
  );
}
