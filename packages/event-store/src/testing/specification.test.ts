import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specification } from './specification.ts';

type Opened = { readonly type: 'Opened'; readonly id: string };

const given = specification({
  initialState: '',
  decide(command: string, state: string) {
    if (command === '') throw new TypeError('no id');
    return state === '' ? { events: [{ type: 'Opened', id: command } as const] } : { refused: 'open' as const };
  },
  evolve: (_state: string, event: Opened) => event.id,
});

test('a specification says what a decider does', () => {
  given().when('a').thenEvents({ type: 'Opened', id: 'a' });
  given({ type: 'Opened', id: 'a' }).when('b').thenRefused('open');
  given().when('').thenThrows(/no id/);
  assert.equal(given().when('a').state(), 'a');
  assert.equal(given({ type: 'Opened', id: 'a' }).state(), 'a');
});

test('and fails where the decider does something else', () => {
  assert.throws(() => given().when('a').thenEvents({ type: 'Opened', id: 'b' }), assert.AssertionError);
  assert.throws(() => given({ type: 'Opened', id: 'a' }).when('b').thenEvents(), /refused: {"refused":"open"}/);
  assert.throws(() => given().when('a').thenRefused('open'), assert.AssertionError);
});
