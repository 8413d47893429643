import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legalText } from './legal-text.ts';

test('line breaks of other programs are kept as breaks, and what XML cannot hold goes', () => {
  assert.equal(legalText('one\u000btwo\u2028three', '\n'), 'one\ntwo\nthree');
  assert.equal(legalText('one\u000btwo', ' '), 'one two');
  assert.equal(legalText('a\u0000b\u001bc\ufffed\ud800e', ' '), 'abcde');
});

test('what XML can hold stays as it is', () => {
  const text = 'Prüfen\t„Größe“\r\n\u0085 日本 🙂';
  assert.equal(legalText(text, '\n'), text);
});
