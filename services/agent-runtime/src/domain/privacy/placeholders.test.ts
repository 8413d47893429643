import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Placeholders } from './placeholders.ts';

const MAIL = 'ann@example.com';

test('the same value has the same placeholder, in all texts of a call', () => {
  const placeholders = new Placeholders();
  assert.equal(placeholders.mask(`${MAIL} and bob@example.com`), '[EMAIL_1] and [EMAIL_2]');
  assert.equal(placeholders.mask(`again ${MAIL}, +49 30 1234567`), 'again [EMAIL_1], [PHONE_1]');
  assert.equal(
    placeholders.restore('To [EMAIL_2]: [PHONE_1], [PHONE_7].'),
    'To bob@example.com: +49 30 1234567, [PHONE_7].',
  );
});

test('what somebody writes that looks like a placeholder stays what it is', () => {
  const placeholders = new Placeholders();
  assert.equal(
    placeholders.mask(`[EMAIL_1] is no address, ${MAIL} is one`),
    '[EMAIL_1] is no address, [EMAIL_2] is one',
  );
  assert.equal(placeholders.restore('[EMAIL_1] [EMAIL_2]'), `[EMAIL_1] ${MAIL}`);
});

test('a text in pieces is restored, wherever it is cut, and nothing else is held back', () => {
  const pieces = fc.array(
    fc.constantFrom('[', ']', '[EMAIL_1]', 'EMAIL', '_1', ' a', '[EMAIL_2]', '[ID', '\n', '[CARD_1234567]'),
  );
  fc.assert(
    fc.property(pieces, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (parts, sizes) => {
      const placeholders = new Placeholders();
      placeholders.mask(MAIL);
      const text = parts.join('');
      const stream = placeholders.restoring();
      let told = '';
      for (let at = 0; at < text.length; ) {
        const size = sizes.next().value as number;
        const piece = text.slice(at, at + size);
        at += size;
        told += stream.push(piece);
        assert.ok(placeholders.restore(text.slice(0, at)).length - told.length <= 14);
      }
      assert.equal(told + stream.end(), placeholders.restore(text));
    }),
  );
});

test('masking the same texts again gives the same, so a step that is repeated sends the same', () => {
  const texts = [`${MAIL} 4111 1111 1111 1111`, 'nothing', 'bob@example.com', MAIL];
  const mask = () => {
    const placeholders = new Placeholders();
    return texts.map((text) => placeholders.mask(text));
  };
  assert.deepEqual(mask(), mask());
});
