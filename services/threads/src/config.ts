import { objectStoreEnvironment } from '@ameide/object-store';
import { z } from 'zod';
import type { KeyEncryptionKey } from './app/chat-key.ts';
import type { ChatRetention } from './app/chat-retention.ts';

/** The answers to commands, which are kept for repeats, have words of chats for 48 hours at most: see `IDEMPOTENCY_RETENTION_HOURS`. */
const retentionDays = z.coerce.number().int().min(3).max(3_650);

const keys = z.string().transform((text, context): readonly KeyEncryptionKey[] =>
  text.split(',').map((entry) => {
    const [, name, base64] = /^\s*([a-z0-9][a-z0-9._-]{0,62}):([A-Za-z0-9+/]{43}=)\s*$/.exec(entry) ?? [];
    if (name === undefined || base64 === undefined) {
      context.addIssue({ code: 'custom', message: 'must be name:base64 of 32 bytes, separated by commas' });
      return z.NEVER;
    }
    return { name, key: Buffer.from(base64, 'base64') };
  }),
);

const retentionOf = z.string().transform((text, context) => {
  try {
    const parsed = z.record(z.string(), retentionDays).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Said below.
  }
  context.addIssue({
    code: 'custom',
    message: 'must be JSON such as {"acme":90}, with 3 to 3650 days for each tenant',
  });
  return z.NEVER;
});

/** What becomes of deleted chats. */
export const chatEnvironment = {
  /** Days after its deletion in which a chat can be had back. Then it is erased. */
  CHAT_RETENTION_DAYS: retentionDays.default(30),
  /** JSON: tenants that have other ones. */
  CHAT_RETENTION_DAYS_OF_TENANTS: retentionOf.optional(),
  /** What wraps the keys of chats: `name:base64`, the newest first, separated by commas. Unset, keys are stored as they are. */
  CHAT_KEY_ENCRYPTION_KEYS: keys.optional(),
};

const chatEnvironmentSchema = z.object(chatEnvironment);
type ChatEnvironment = z.output<typeof chatEnvironmentSchema>;

/** What the service reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({ ...objectStoreEnvironment, ...chatEnvironment });

/** What the service is made with, from its environment. */
export function chatConfig(environment: ChatEnvironment): {
  readonly retention: ChatRetention;
  readonly keyEncryptionKeys: readonly KeyEncryptionKey[];
} {
  return {
    retention: {
      days: environment.CHAT_RETENTION_DAYS,
      daysOf: environment.CHAT_RETENTION_DAYS_OF_TENANTS ?? {},
    },
    keyEncryptionKeys: environment.CHAT_KEY_ENCRYPTION_KEYS ?? [],
  };
}
