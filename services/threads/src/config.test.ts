import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { z } from 'zod';
import { chatConfig, chatEnvironment } from './config.ts';

const environment = z.object(chatEnvironment);
const configOf = (variables: Record<string, string>) => chatConfig(environment.parse(variables));
const faultOf = (variables: Record<string, string>) => environment.safeParse(variables).error?.issues[0]?.message;

it('keeps deleted chats for 30 days, and keys as they are, unless told', () => {
  assert.deepEqual(configOf({}), { retention: { days: 30, daysOf: {} }, keyEncryptionKeys: [] });
});

it('takes other days for some tenants, and several keys, the newest first', () => {
  const [newest, older] = [randomBytes(32), randomBytes(32)];
  const { retention, keyEncryptionKeys } = configOf({
    CHAT_RETENTION_DAYS: '14',
    CHAT_RETENTION_DAYS_OF_TENANTS: '{"acme":90}',
    CHAT_KEY_ENCRYPTION_KEYS: `2026-b:${newest.toString('base64')}, 2026-a:${older.toString('base64')}`,
  });
  assert.deepEqual(retention, { days: 14, daysOf: { acme: 90 } });
  assert.deepEqual(keyEncryptionKeys, [
    { name: '2026-b', key: newest },
    { name: '2026-a', key: older },
  ]);
});

it('says what is wrong, and nothing of a key', () => {
  assert.match(faultOf({ CHAT_RETENTION_DAYS: '2' }) ?? '', />=3/);
  assert.match(faultOf({ CHAT_RETENTION_DAYS_OF_TENANTS: '{"acme":1}' }) ?? '', /3 to 3650 days/);
  assert.match(faultOf({ CHAT_RETENTION_DAYS_OF_TENANTS: 'acme=90' }) ?? '', /must be JSON/);
  const short = randomBytes(16).toString('base64');
  const fault = faultOf({ CHAT_KEY_ENCRYPTION_KEYS: `a:${short}` }) ?? '';
  assert.match(fault, /base64 of 32 bytes/);
  assert.ok(!fault.includes(short));
});
