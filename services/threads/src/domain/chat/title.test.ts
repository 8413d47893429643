import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleForArtifact, titleFromMessage } from './title.ts';

test('a chat about an artifact is named after it, within the length of a title', () => {
  assert.equal(titleForArtifact('Order to cash'), 'Discussion about Order to cash');
  const long = titleForArtifact('x'.repeat(200));
  assert.equal(long.length, 200);
  assert.ok(long.endsWith('x…'));
});

test('a message names a chat by its first line that says something', () => {
  const text = (value: string) => ({ kind: 'text', text: value }) as const;
  assert.equal(titleFromMessage([text('\n  \n Add a task\nafter it')]), 'Add a task');
  assert.equal(titleFromMessage([text(' '), { kind: 'code', language: 'sql', content: 'select 1' }]), 'select 1');
  const patch = { kind: 'patch', patchId: 'p', ref: 'artifacts/a/main', summary: 'Adds one task' } as const;
  assert.equal(titleFromMessage([patch]), 'Adds one task');
  assert.equal(titleFromMessage([text(' \n')]), '');
});

test('a long line is cut between characters, not within one', () => {
  assert.equal(titleFromMessage([{ kind: 'text', text: '😀'.repeat(100) }]), `${'😀'.repeat(79)}…`);
});
