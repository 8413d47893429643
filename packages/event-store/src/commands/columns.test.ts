import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, fieldsOf } from './columns.ts';

test('fields are columns in the spelling of SQL, and instants ISO 8601', () => {
  const fields = { id: 'a', primaryChatId: undefined, usage: { inputTokens: 1 }, createdAt: 0, endedAt: '2026-01-02' };
  assert.deepEqual(columnsOf(fields), {
    id: 'a',
    primary_chat_id: undefined,
    usage: { inputTokens: 1 },
    created_at: '1970-01-01T00:00:00.000Z',
    ended_at: '2026-01-02',
  });
  assert.deepEqual(columnsOf({ run_id: 1 }), { run_id: 1 });
});

test('a row is read by the names of the domain', () => {
  const row = { owner_id: 'alice', primary_chat_id: null, created_at: new Date(5), updated_at: '1970-01-01T00:00:01Z' };
  assert.deepEqual(fieldsOf(row), { ownerId: 'alice', createdAt: 5, updatedAt: 1_000 });
});
