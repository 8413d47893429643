import assert from 'node:assert/strict';
import { it } from 'node:test';
import { returnPath } from './return-path.ts';

it('leads back to a page of the workspace', () => {
  for (const path of ['/', '/artifact/42', '/threads/42?element=Task_1#end', '/search?q=https://example.com']) {
    assert.equal(returnPath(path), path);
  }
});

it('leads home instead of to another host, whatever a browser would make of the text', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    ' /artifact/42',
    'artifact/42',
    '',
    null,
    undefined,
  ];
  for (const path of elsewhere) assert.equal(returnPath(path), '/', String(path));
});

it('leads home instead of to what is no page, or far too long', () => {
  for (const path of [
    '/auth/sign-out',
    '/auth',
    '/api/x',
    '/oidc/auth',
    '/x/../auth/sign-out',
    `/${'a'.repeat(300)}`,
  ]) {
    assert.equal(returnPath(path), '/', path);
  }
  assert.equal(returnPath(`/${'ä'.repeat(100)}`), '/');
});
