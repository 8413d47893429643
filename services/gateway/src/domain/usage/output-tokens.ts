/** Bytes of text that a token has at least, over all of it: English has 4 and more, other languages and code 3. */
const BYTES_PER_TOKEN = 3;

/** How many tokens of a model's answer these are, rather more than it has counted: providers send a token a piece, or more. */
export function outputTokens(text: string): number {
  return Math.max(1, Math.ceil(utf8Bytes(text) / BYTES_PER_TOKEN));
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair of surrogates stands for two of the four bytes.
    if (unit > 0x7f) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
