import { createHash } from 'node:crypto';

/** A short name for a text, the same for equal texts: ten hexadecimal digits. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
