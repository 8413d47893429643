import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  batchesJson,
  deleteRow,
  encodeRowChanges,
  insertRow,
  type RowChange,
  updateRow,
  upsertRow,
} from './row-changes.ts';

const encoded = (...changes: RowChange[]) => JSON.parse(batchesJson(encodeRowChanges(changes).batches));

test('an update of a row joins what was written of it before', () => {
  const changes = [
    insertRow('chats', { id: 1 }, { title: '', count: 0 }),
    insertRow('messages', { id: 2 }, { text: 'Hello' }),
    updateRow('chats', { id: 1 }, { count: 1, title: undefined }),
    updateRow('chats', { id: 1 }, { title: 'Hello' }),
  ];
  assert.deepEqual(encoded(...changes), [
    { table: 'chats', change: 'insert', rows: [{ id: 1, title: 'Hello', count: 1 }] },
    { table: 'messages', change: 'insert', rows: [{ id: 2, text: 'Hello' }] },
  ]);
});

test('neighbours of one kind share a statement; the order of everything else stays', () => {
  const changes = [
    updateRow('chats', { id: 1 }, { count: 1 }),
    deleteRow('chats', { id: 1 }),
    deleteRow('chats', { id: 2 }),
    updateRow('chats', { id: 2 }, { count: 1 }),
    upsertRow('chats', { id: 1 }, { count: 2 }),
  ];
  assert.deepEqual(encoded(...changes), [
    { table: 'chats', change: 'update', rows: [{ id: 1, count: 1 }] },
    { table: 'chats', change: 'delete', rows: [{ id: 1 }, { id: 2 }] },
    { table: 'chats', change: 'update', rows: [{ id: 2, count: 1 }] },
    { table: 'chats', change: 'upsert', rows: [{ id: 1, count: 2 }] },
  ]);
});

test('only where a row is changed several times does the order count', () => {
  const changes = [insertRow('chats', { id: 1 }, {}), updateRow('chats', { id: 1 }, { count: 1 })];
  assert.equal(encodeRowChanges(changes).ordered, false);
  assert.equal(encodeRowChanges([...changes, deleteRow('chats', { id: 1 })]).ordered, true);
});

test('nothing is an empty list', () => {
  assert.deepEqual(encoded(), []);
});
