import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createEnvelopes } from './envelopes.ts';

/** A message of a Connect stream with so many bytes. */
function message(size: number): Buffer {
  const bytes = Buffer.alloc(5 + size, 0xff);
  bytes.writeUInt32BE(size, 1);
  return bytes;
}

describe('messages of a stream', () => {
  it('are whole exactly where one ends, in whatever pieces they come', () => {
    const sizes = fc.array(fc.nat(40), { maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(12)), (lengths, cuts) => {
        const stream = Buffer.concat(lengths.map(message));
        const ends = new Set([0]);
        for (const length of lengths) ends.add([...ends].at(-1)! + 5 + length);
        const envelopes = createEnvelopes();
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          const piece = stream.subarray(at, at + cut);
          const before = at;
          const rest = envelopes.add(piece);
          at += piece.length;
          assert.equal(envelopes.isWhole, ends.has(at));
          const next = [...ends].find((end) => end >= before)!;
          assert.equal(rest, Math.min(next - before, piece.length));
        }
      }),
    );
  });

  it('may be empty, and larger than a piece', () => {
    const envelopes = createEnvelopes();
    assert.equal(envelopes.add(message(0)), 0);
    assert.equal(envelopes.isWhole, true);
    const large = message(100_000);
    envelopes.add(large.subarray(0, 3));
    assert.equal(envelopes.isWhole, false);
    envelopes.add(large.subarray(3, 50_000));
    assert.equal(envelopes.add(Buffer.concat([large.subarray(50_000), message(1)])), large.length - 50_000);
    assert.equal(envelopes.isWhole, true);
  });
});
