import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SaidPiece } from '../../domain/run/said.ts';
import { Answer } from './answer.ts';

describe('an answer', () => {
  it('keeps exactly the text that was streamed, in parts that the contract allows', () => {
    const unit = fc
      .constantFrom('a', 'ß', '€', '😀', 'word ')
      .chain((word) => fc.nat({ max: 20_000 }).map((n) => word.repeat(n)));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (tokens) => {
        const answer = new Answer();
        const kept = tokens.filter((text) => typeof answer.add(token(text)) === 'object').join('');
        const texts = answer.messageParts().map((part) => (part.kind.case === 'text' ? part.kind.value.text : ''));
        assert.equal(texts.join(''), kept);
        assert.equal(answer.snapshot().text, kept);
        assert.ok(texts.length <= 16);
        for (const text of texts) assert.ok(text !== '' && Buffer.byteLength(text) <= 65_536);
      }),
      { numRuns: 50 },
    );
  });

  it('says nothing for an empty token', () => {
    const answer = new Answer();
    assert.equal(answer.add(token('')), undefined);
    assert.deepEqual(answer.messageParts(), []);
  });

  it('refuses to grow beyond what a message can hold', () => {
    const answer = new Answer();
    assert.equal(typeof answer.add(token('x'.repeat(16 * 65_000))), 'object');
    assert.equal(answer.add(token('x'.repeat(65_000))), 'answer_too_long');
    for (let n = 0; n < 16; n++) assert.equal(typeof answer.add(suggestion()), 'object');
    assert.equal(answer.add(suggestion()), 'too_many_suggestions');
  });

  it('keeps its first steps, each with a line of what the tool answered', () => {
    const answer = new Answer();
    const call = (id: string, name = 'GetProjection') => answer.add({ case: 'toolCall', value: { id, name } });
    const result = (toolCallId: string, ok: boolean, summary: string) =>
      answer.add({ case: 'toolResult', value: { toolCallId, name: 'GetProjection', ok, summary } });
    call('1');
    call('2', 'ProposePatch');
    call('', '');
    result('1', true, `${'x'.repeat(600)}\nmore`);
    assert.deepEqual(answer.steps(), [
      { name: 'GetProjection', ok: true, summary: 'x'.repeat(500) },
      { name: 'ProposePatch', ok: false, summary: '' },
    ]);
    for (let n = 3; n < 100; n++) call(`${n}`);
    assert.equal(answer.steps().length, 64);
  });

  it('keeps suggestions as parts and continues from a snapshot', () => {
    const first = new Answer();
    first.add(token('Hello '));
    first.add(suggestion());
    first.add({ case: 'usage', value: { inputTokens: 1, outputTokens: 2, model: 'offline' } });
    const second = new Answer(first.snapshot());
    second.add(token('world'));
    const [text, patch] = second.messageParts();
    assert.equal(text?.kind.value && 'text' in text.kind.value && text.kind.value.text, 'Hello world');
    assert.ok(patch?.kind.case === 'patch');
    assert.equal(patch.kind.value.summary, 'add task A; connect A to B');
    assert.deepEqual(second.usage(), { inputTokens: 1, outputTokens: 2, model: 'offline' });
  });
});

function token(text: string): SaidPiece {
  return { case: 'token', value: { text } };
}

function suggestion(): SaidPiece {
  const value = { patchId: '1', ref: 'artifacts/1/main', summary: ['add task A', 'connect A to B'] };
  return { case: 'suggestion', value: { suggestion: { case: 'graphPatch', value } } };
}
