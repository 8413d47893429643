import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonCodes } from '@ameide/notations/bpmn';
import { suggestionReason } from './reason-words.ts';

const suggestion = (reasonCode: string) => ({
  ...{ reasonCode, reason: 'What the server says.', reasonValues: ['Order'], elementIds: ['Task_A'] },
});
const nameOf = (id: string) => `<${id}>`;

test('every reason for a suggestion has German words', () => {
  assert.ok(reasonCodes.length > 0);
  for (const code of reasonCodes) {
    assert.notEqual(suggestionReason(suggestion(code), nameOf, 'de'), 'What the server says.', code);
  }
});

test('a reason says what it is about', () => {
  assert.equal(suggestionReason(suggestion('follows'), nameOf, 'de'), 'Es folgt auf „Order“.');
  assert.match(suggestionReason(suggestion('lies_on_flow'), nameOf, 'de'), /^<Task_A> liegt auf dem Fluss/);
});

test('what the page does not know is said as the server says it', () => {
  assert.equal(suggestionReason(suggestion('of_tomorrow'), nameOf, 'de'), 'What the server says.');
  assert.equal(suggestionReason(suggestion('follows'), nameOf, 'en'), 'What the server says.');
});
