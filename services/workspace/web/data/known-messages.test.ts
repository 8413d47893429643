import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import { type KnownMessages, merged } from './known-messages.ts';

const part = (from: number, to: number, olderToken = from > 1 ? `before ${from}` : ''): KnownMessages => ({
  messages: Array.from({ length: to - from + 1 }, (_, n) => ({ sequence: from + n }) as ChatMessage),
  olderToken,
});

const cases: readonly [string, KnownMessages | undefined, KnownMessages, KnownMessages][] = [
  ['nothing was known', undefined, part(51, 100), part(51, 100)],
  ['an older page comes before what is known', part(1, 50), part(51, 100), part(1, 100)],
  ['the end has grown', part(1, 100), part(53, 102), part(1, 102)],
  ['the end is the same', part(1, 100), part(51, 100), part(1, 100)],
  ['more has come than a page holds', part(1, 100), part(151, 200), part(151, 200)],
  ['the later part has all', part(51, 100), part(1, 100), part(1, 100)],
  ['nothing has been read after it', part(51, 100), part(101, 100, ''), part(51, 100)],
  ['there is nothing yet', part(1, 0, ''), part(1, 1), part(1, 1)],
];

for (const [name, earlier, later, expected] of cases) {
  test(`parts of a chat are put together when ${name}`, () => assert.deepEqual(merged(earlier, later), expected));
}
