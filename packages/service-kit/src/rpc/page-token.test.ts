import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ServiceError } from '../errors/service-error.ts';
import { decodePageToken, encodePageToken } from './page-token.ts';

it('gives back what it was made of', () => {
  const value = { after: ['2026-11-21T00:00:00Z', 'é'], limit: 20 };
  assert.deepEqual(decodePageToken('chats', encodePageToken('chats', value)), value);
});

it('refuses a token of another list, and what is no token', () => {
  for (const token of [encodePageToken('artifacts', 1), '', 'x', '%%%', Buffer.from('[]').toString('base64url')]) {
    assert.throws(
      () => decodePageToken('chats', token),
      (error) => error instanceof ServiceError && error.reason === 'page_token_invalid',
    );
  }
});
