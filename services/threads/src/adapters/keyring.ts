import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ChatKey, KeyEncryptionKey, Keyring, StoredKey } from '../app/chat-key.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys the first wraps new keys, all open what they have wrapped; without any, keys are stored as they are */
export function createKeyring(keys: readonly KeyEncryptionKey[]): Keyring {
  const byName = new Map(keys.map(({ name, key }) => [name, key]));
  const [first] = keys;

  function wrapped(key: Buffer, owner: string): StoredKey {
    if (first === undefined) return { wrappedBy: '', key: key.toString('base64') };
    return { wrappedBy: first.name, key: encrypt(first.key, owner, key).toString('base64') };
  }

  function unwrapped({ wrappedBy, key }: StoredKey, owner: string): Buffer {
    const bytes = Buffer.from(key, 'base64');
    if (wrappedBy === '') return bytes;
    const wrapping = byName.get(wrappedBy);
    if (wrapping !== undefined) return decrypt(wrapping, owner, bytes);
    throw new Error(`the key of a chat is wrapped by ${wrappedBy}, which CHAT_KEY_ENCRYPTION_KEYS does not name`);
  }

  return {
    wrappedBy: first?.name ?? '',
    create: (tenantId, chatId) => wrapped(randomBytes(KEY_BYTES), `${tenantId}/${chatId}`),
    open: (tenantId, chatId, stored) => chatKey(unwrapped(stored, `${tenantId}/${chatId}`)),
    wrapAgain: (tenantId, chatId, stored) => {
      const owner = `${tenantId}/${chatId}`;
      return wrapped(unwrapped(stored, owner), owner);
    },
  };
}

function chatKey(key: Buffer): ChatKey {
  return {
    seal: (about, words) => encrypt(key, about, Buffer.from(words)).toString('base64'),
    open: (about, sealed) => decrypt(key, about, Buffer.from(sealed, 'base64')).toString(),
  };
}

/** A random nonce, what was encrypted, and the tag that vouches for it and for `about`. */
function encrypt(key: Buffer, about: string, clear: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, about: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
