import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteOf } from './draft-note.ts';

test('a version is told by what was done, each thing once', () => {
  const again = 'Change when of “Wait”';
  assert.equal(noteOf([again, again, 'Add “Check”', again]), `${again}; Add “Check”`);
});

test('what is not known, or too long, is left to the server', () => {
  assert.equal(noteOf(['Add “Check”', '']), '');
  assert.equal(noteOf(['a'.repeat(201)]), '');
  assert.equal(noteOf([]), '');
});
