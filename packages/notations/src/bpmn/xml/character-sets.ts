/** How the characters of a document stand in bytes. */
export interface CharacterSet {
  /** As people know it. */
  readonly name: string;
  /** @throws TypeError on bytes that are no characters in it */
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array;
  /** The characters beyond ASCII that it has. */
  holds(character: string): boolean;
}

const strict = { fatal: true, ignoreBOM: true };
const everything = () => true;
const nothing = () => false;

export const utf8: CharacterSet = {
  name: 'UTF-8',
  decode: (bytes) => new TextDecoder('utf-8', strict).decode(bytes),
  encode: (text) => new TextEncoder().encode(text),
  holds: everything,
};

/** UTF-8 that something else is declared for: what is written in ASCII is the same for whoever believes the one or the other. */
export const mislabelledUtf8: CharacterSet = { ...utf8, holds: nothing };

export const utf16le = utf16('UTF-16, little-endian', 'utf-16le', true);
export const utf16be = utf16('UTF-16, big-endian', 'utf-16be', false);

function utf16(name: string, label: string, isLittleEndian: boolean): CharacterSet {
  return {
    name,
    decode: (bytes) => new TextDecoder(label, strict).decode(bytes),
    encode(text) {
      const bytes = new DataView(new ArrayBuffer(text.length * 2));
      for (let at = 0; at < text.length; at += 1) bytes.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
      return new Uint8Array(bytes.buffer);
    },
    holds: everything,
  };
}

const UNDEFINED = '\ufffd';
const bytesFrom = (first: number, length: number) => Uint8Array.from({ length }, (_, at) => at + first);
const controls = String.fromCharCode(...bytesFrom(0x80, 32));

/** One byte a character: ASCII, and the given characters from 0x80 on. */
function singleByte(name: string, upper: string): CharacterSet {
  const bytes = new Map([...upper].map((character, at) => [character, at + 0x80]));
  bytes.delete(UNDEFINED);
  return {
    name,
    decode(from) {
      const parts: string[] = [];
      for (let at = 0; at < from.length; at += 8192) parts.push(String.fromCharCode(...from.subarray(at, at + 8192)));
      return parts.join('').replace(/[\x80-\xff]/g, (unit) => {
        const character = upper[unit.charCodeAt(0) - 0x80] ?? UNDEFINED;
        if (character === UNDEFINED) throw new TypeError(`${name} has no byte ${unit.charCodeAt(0)}`);
        return character;
      });
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

export const ascii = singleByte('US-ASCII', '');
export const latin1 = singleByte('ISO-8859-1', String.fromCharCode(...bytesFrom(0x80, 128)));

const names: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  latin1: 'iso-8859-1',
  ascii: 'us-ascii',
  cp1252: 'windows-1252',
};
const singleBytes = /^(iso-8859-([2-9]|1[03456])|windows-125[0-8]|koi8-[ru])$/;
const made = new Map<string, CharacterSet>([
  ['utf-8', utf8],
  ['iso-8859-1', latin1],
  ['us-ascii', ascii],
]);

/** The character set with a name that a declaration gives, if it is known; UTF-16 is not, since its name does not tell it. */
export function characterSet(declared: string): CharacterSet | undefined {
  const name = names[declared.toLowerCase()] ?? declared.toLowerCase();
  let set = made.get(name);
  if (set === undefined && singleBytes.test(name)) {
    const decode = (bytes: Uint8Array) => new TextDecoder(name).decode(bytes);
    // What browsers take for ISO sets has characters in place of their control characters.
    const upper = name.startsWith('iso') ? controls + decode(bytesFrom(0xa0, 96)) : decode(bytesFrom(0x80, 128));
    set = singleByte(name.replace('iso', 'ISO').replace('koi', 'KOI'), upper);
    made.set(name, set);
  }
  return set;
}
