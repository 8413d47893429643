import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeResumeToken, encodeResumeToken } from './resume-token.ts';

describe('a resume token', () => {
  it('says which run and after which frame', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat({ max: 0xffff_ffff }), (runId, index) => {
        assert.deepEqual(decodeResumeToken(encodeResumeToken({ runId, index })), { runId, index });
      }),
    );
  });

  it('is refused after any change of one character', () => {
    const token = encodeResumeToken({ runId: '7b9fc0f2-54cc-4f32-9a5e-3c3a4a4c0001', index: 42 });
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'ABCabc019-_*= '), (at, letter) => {
        fc.pre(token[at] !== letter);
        assert.equal(decodeResumeToken(token.slice(0, at) + letter + token.slice(at + 1)), undefined);
      }),
    );
  });

  it('is refused when it is anything else', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(decodeResumeToken(text), undefined)));
  });
});
