/** Fewer than most tokens have, so that an estimate is rather too high. */
const BYTES_PER_TOKEN = 3;

/** How many tokens a text has, about. */
export function estimatedTokens(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair stands for two of the four bytes of its character.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}
