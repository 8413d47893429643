import { randomBytes } from 'node:crypto';
import type { NewPasswords } from './database.ts';

/** A password that nobody has had before: 192 random bits, without characters that a URL would have to escape. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** One for each role of a database. */
export function newPasswords(): NewPasswords {
  return { owner: newPassword(), app: newPassword() };
}
