import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsToTls } from './page.ts';

test('browsers are told to keep to https by public hosts only', () => {
  assert.ok(keepsToTls('https://platform.example.com'));
  for (const local of ['localhost:8080', 'platform.ameide.localhost:8443', '127.0.0.1:8443', '[::1]:8443'])
    assert.ok(!keepsToTls(`https://${local}`), local);
  assert.ok(!keepsToTls('http://platform.example.com'));
});
