import assert from 'node:assert/strict';
import { it } from 'node:test';
import { displayName } from './display-name.ts';

it('is the name, and of an address only its beginning', () => {
  const names = ['Bob Brown', 'bob.brown@acme.example', 'Bob @ Acme', '@bob', ''];
  assert.deepEqual(names.map(displayName), ['Bob Brown', 'bob.brown', 'Bob @ Acme', '@bob', '']);
});
