import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { ServiceError } from '../errors/service-error.ts';
import { decodePageToken, encodePageToken } from './page-token.ts';

const place = z.object({ after: z.array(z.string()), limit: z.int() });

it('gives back what it was made of', () => {
  const value = { after: ['2026-11-21T00:00:00Z', 'é'], limit: 20 };
  assert.deepEqual(decodePageToken('chats', place, encodePageToken('chats', value)), value);
});

it('refuses a token of another list, a place that is none, and what is no token', () => {
  const value = { after: [], limit: 1 };
  const ofAnotherList = encodePageToken('artifacts', value);
  const forged = encodePageToken('chats', { ...value, limit: 'NaN' });
  for (const token of [ofAnotherList, forged, '', 'x', '%%%', Buffer.from('[]').toString('base64url')]) {
    assert.throws(
      () => decodePageToken('chats', place, token),
      (error) => error instanceof ServiceError && error.reason === 'page_token_invalid',
    );
  }
});
