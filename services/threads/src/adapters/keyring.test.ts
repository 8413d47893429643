import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { createKeyring } from './keyring.ts';

const first = { name: 'first', key: randomBytes(32) };
const second = { name: 'second', key: randomBytes(32) };

it('a key is stored wrapped, and opens what it has sealed', () => {
  const keyring = createKeyring([first]);
  const stored = keyring.create('acme', 'c');
  assert.equal(stored.wrappedBy, 'first');
  const sealed = keyring.open('acme', 'c', stored).seal('about', 'Hello');
  assert.equal(keyring.open('acme', 'c', stored).open('about', sealed), 'Hello');
  assert.notEqual(keyring.open('acme', 'c', stored).seal('about', 'Hello'), sealed);
});

it('a wrapped key belongs to its tenant and its chat', () => {
  const keyring = createKeyring([first]);
  const stored = keyring.create('acme', 'c');
  assert.throws(() => keyring.open('globex', 'c', stored));
  assert.throws(() => keyring.open('acme', 'd', stored));
});

it('wrapped anew, a key is the same, and the old key-encryption key is not needed any more', () => {
  const stored = createKeyring([first]).create('acme', 'c');
  const sealed = createKeyring([first]).open('acme', 'c', stored).seal('about', 'Hello');
  const again = createKeyring([second, first]).wrapAgain('acme', 'c', stored);
  assert.equal(again.wrappedBy, 'second');
  assert.equal(createKeyring([second]).open('acme', 'c', again).open('about', sealed), 'Hello');
  assert.throws(() => createKeyring([second]).open('acme', 'c', stored), /wrapped by first/);
});

it('a key from before there was a key-encryption key is wrapped by it', () => {
  const stored = createKeyring([]).create('acme', 'c');
  assert.equal(stored.wrappedBy, '');
  const sealed = createKeyring([]).open('acme', 'c', stored).seal('about', 'Hello');
  const again = createKeyring([first]).wrapAgain('acme', 'c', stored);
  assert.equal(createKeyring([first]).open('acme', 'c', again).open('about', sealed), 'Hello');
});
