import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { indexOf, positionOf } from './position.ts';

describe('an index', () => {
  it('of a later attempt is above every index of an earlier one, and leads back to its position', () => {
    const position = fc
      .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 9_999_999 }))
      .map(([epoch, index]) => ({ epoch, index }));
    fc.assert(
      fc.property(position, position, (a, b) => {
        assert.deepEqual(positionOf(indexOf(a)), a);
        if (a.epoch < b.epoch) assert.ok(indexOf(a) < indexOf(b));
      }),
    );
  });
});
