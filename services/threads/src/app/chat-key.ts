/** Seals the words of one chat. */
export interface ChatKey {
  /** @param about what the words belong to, which opens them again and is not secret @returns base64 */
  seal(about: string, words: string): string;
  /** @throws Error when it was sealed with another key or about something else, or has changed since */
  open(about: string, sealed: string): string;
}

/** A key as it is stored: base64, wrapped by the key-encryption key that is named; not wrapped where none is. */
export interface StoredKey {
  readonly wrappedBy: string;
  readonly key: string;
}

/** A key that wraps the keys of chats: 32 bytes, under a name that is stored beside what it has wrapped. */
export interface KeyEncryptionKey {
  readonly name: string;
  readonly key: Buffer;
}

/** Makes keys of chats, and gets them out of what is stored. */
export interface Keyring {
  /** What new keys are wrapped by; empty where no key-encryption key is configured. */
  readonly wrappedBy: string;
  create(tenantId: string, chatId: string): StoredKey;
  /** @throws Error when the keyring lacks the key-encryption key, or the stored key belongs to another chat */
  open(tenantId: string, chatId: string, stored: StoredKey): ChatKey;
  /** The same key, wrapped by what new ones are wrapped by. */
  wrapAgain(tenantId: string, chatId: string, stored: StoredKey): StoredKey;
}
