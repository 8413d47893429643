import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBlocks, parseSpans } from './markdown.ts';

describe('Markdown of agents', () => {
  it('reads paragraphs and lists without a line between them', () => {
    assert.deepEqual(parseBlocks('I propose:\n- a task\n- a flow\nNothing has changed yet.'), [
      { kind: 'paragraph', text: 'I propose:' },
      { kind: 'list', ordered: false, items: ['a task', 'a flow'] },
      { kind: 'paragraph', text: 'Nothing has changed yet.' },
    ]);
  });

  it('shows code that is still being written as code', () => {
    assert.deepEqual(parseBlocks('```xml\n<a>'), [{ kind: 'code', text: '<a>' }]);
  });

  it('keeps numbered lists apart from others', () => {
    const [first, second] = parseBlocks('1. one\n2. two\n- three');
    assert.deepEqual(first, { kind: 'list', ordered: true, items: ['one', 'two'] });
    assert.deepEqual(second, { kind: 'list', ordered: false, items: ['three'] });
  });

  it('reads emphasis, and leaves what only looks like it', () => {
    assert.deepEqual(parseSpans('Put **Check** before `Task_1`, 2 * 3 * 4'), [
      { kind: 'text', text: 'Put ' },
      { kind: 'strong', text: 'Check' },
      { kind: 'text', text: ' before ' },
      { kind: 'code', text: 'Task_1' },
      { kind: 'text', text: ', 2 * 3 * 4' },
    ]);
  });
});
