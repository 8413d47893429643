import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metadataOf, textOf } from './metadata-text.ts';

test('what is written is what is stored, and comes back', () => {
  const text = {
    description: ' Why \n',
    tags: 'returns,  pilot ,, returns',
    labels: 'customer: 4711\n\nsource.system :crm: eu',
  };
  const stored = metadataOf(text);
  assert.deepEqual(stored, {
    description: 'Why',
    tags: ['returns', 'pilot'],
    labels: { customer: '4711', 'source.system': 'crm: eu' },
  });
  assert.ok('tags' in stored);
  assert.deepEqual(metadataOf(textOf(stored)), stored);
});

test('what is no tag or label is told', () => {
  const none = { description: '', tags: '', labels: '' };
  assert.deepEqual(metadataOf({ ...none, labels: 'Customer: 1' }), { kind: 'label', text: 'Customer: 1' });
  assert.deepEqual(metadataOf({ ...none, labels: 'customer' }), { kind: 'label', text: 'customer' });
  assert.deepEqual(metadataOf({ ...none, tags: 'x'.repeat(51) }), { kind: 'tag', text: 'x'.repeat(51) });
  const many = Array.from({ length: 21 }, (_, n) => `t${n}`).join();
  assert.deepEqual(metadataOf({ ...none, tags: many }), { kind: 'tooMany' });
});
