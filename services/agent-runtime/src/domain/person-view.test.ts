import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitView, withView } from './person-view.ts';

test('what a person sees is the last line of their message, and comes back out of it', () => {
  const view = {
    version: 4,
    viewpoint: { id: 'Pack', name: 'Pack ] and\nship' },
    selected: [
      { id: 'Check', name: 'Check "order"' },
      { id: 'F2', name: '' },
    ],
    language: 'de',
  };
  const message = withView('What does this do?\n\nTell me.', view);
  assert.match(message.split('\n').at(-1)!, /"inside":\{"id":"Pack"/);
  assert.deepEqual(splitView(message), {
    text: 'What does this do?\n\nTell me.',
    version: 4,
    selected: ['Check', 'F2'],
    language: 'de',
  });
});

test('a message without a view stays as it is', () => {
  assert.equal(withView('Hello', { version: 0, selected: [] }), 'Hello');
  assert.deepEqual(splitView('Hello\n\n[What the person sees, as JSON: {no}]'), {
    text: 'Hello\n\n[What the person sees, as JSON: {no}]',
    version: 0,
    selected: [],
    language: '',
  });
});
