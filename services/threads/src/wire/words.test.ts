import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createKeyring } from '../adapters/keyring.ts';
import { openWords, sealWords } from './words.ts';

const stored = createKeyring([]).create('acme', 'c');
const key = createKeyring([]).open('acme', 'c', stored);
const message = {
  threadId: 'c',
  sequence: 1,
  parts: [{ text: { text: 'Secret' } }],
  attachments: [{ name: 'Secret.pdf' }],
};
const EVENTS = [
  {
    type: 'ChatCreated',
    data: { threadId: 'c', ownerId: 'alice', title: 'Secret', metadata: { description: 'Secret' } },
  },
  { type: 'ChatRenamed', data: { threadId: 'c', title: 'Secret' } },
  { type: 'ChatMetadataChanged', data: { threadId: 'c', metadata: { tags: ['Secret'] } } },
  { type: 'MessageSent', data: { message } },
];

it('words are sealed, and are what they were when they are opened', () => {
  for (const event of EVENTS) {
    const sealed = sealWords(event, 'c', key);
    assert.doesNotMatch(JSON.stringify(sealed), /Secret/);
    assert.deepEqual(
      openWords(sealed, () => key),
      event,
    );
  }
});

it('an event without words stays as it is', () => {
  const event = { type: 'ChatDeleted', data: { threadId: 'c' } };
  assert.deepEqual(sealWords(event, 'c', undefined), event);
  assert.deepEqual(
    openWords(event, () => key),
    event,
  );
});

it('without the key there are no words, and nothing fails', () => {
  const opened = openWords(sealWords(EVENTS[3]!, 'c', key), () => undefined);
  assert.deepEqual(opened, { type: 'MessageSent', data: { message: { threadId: 'c', sequence: 1 } } });
});

it('what earlier releases recorded in clear is read as it is', () => {
  for (const event of EVENTS)
    assert.deepEqual(
      openWords(event, () => undefined),
      event,
    );
});

it('nothing with words is written without a key', () => {
  assert.throws(() => sealWords(EVENTS[1]!, 'c', undefined), /no key/);
});

it('words open neither with another key, nor in another chat, nor as another event, nor when they were changed', () => {
  const { data } = sealWords(EVENTS[1]!, 'c', key);
  const { sealed } = data as { readonly sealed: string };
  const other = createKeyring([]).open('acme', 'c', createKeyring([]).create('acme', 'c'));
  assert.throws(() => openWords({ type: 'ChatRenamed', data }, () => other));
  assert.throws(() => openWords({ type: 'ChatRenamed', data: { ...data, threadId: 'd' } }, () => key));
  assert.throws(() => openWords({ type: 'ChatMetadataChanged', data }, () => key));
  const changed = Buffer.from(sealed, 'base64');
  changed[15]! ^= 1;
  assert.throws(() =>
    openWords({ type: 'ChatRenamed', data: { ...data, sealed: changed.toString('base64') } }, () => key),
  );
});
