import { randomBytes } from 'node:crypto';
import type { NewPasswords } from './database.ts';

/** Passwords that nobody has had before: 192 random bits each, without characters that a URL would have to escape. */
export function newPasswords(): NewPasswords {
  const password = () => randomBytes(24).toString('base64url');
  return { owner: password(), app: password() };
}
