/** Control characters that a text has none of, beside tabs, ends of lines and pages, and the escapes of terminals. */
function isBinary(byte: number): boolean {
  return byte < 0x20
    ? byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b
    : byte === 0x7f;
}

/** Whether bytes may be a piece of a text, in UTF-8 or an encoding of one byte a character. */
export function looksLikeText(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (isBinary(byte)) return false;
  return true;
}
