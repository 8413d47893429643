import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { fitPrompt, promptBudget } from './context-window.ts';
import { promptTokens } from './prompt-size.ts';

const exchange = fc.tuple(fc.string({ maxLength: 300 }), fc.string({ maxLength: 300 }));

it('leaves out the oldest first, never what is to be answered, and says so', () => {
  fc.assert(
    fc.property(fc.array(exchange, { maxLength: 12 }), fc.nat(1_000), (earlier, budget) => {
      const prompt = [
        new SystemMessage('You model.'),
        ...earlier.flatMap(([asked, said]) => [new HumanMessage(asked), new AIMessage(said)]),
        new HumanMessage('What now?'),
        new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'GetProjection', args: {} }] }),
        new ToolMessage({ content: 'x'.repeat(600), tool_call_id: 'a' }),
      ];
      const { prompt: fitted, leftOut } = fitPrompt(prompt, [], budget);
      assert.deepEqual(fitted.slice(1), prompt.slice(1 + leftOut), 'the rest is as it was');
      assert.equal(fitted.length, prompt.length - leftOut);
      assert.ok(HumanMessage.isInstance(fitted[1]));
      assert.equal(leftOut > 0, fitted[0]!.text.includes('left out'));
      const fits = promptTokens(prompt, []) <= budget;
      assert.equal(leftOut === 0, fits || earlier.length === 0);
      const note = promptTokens([fitted[0]!], []) - promptTokens([prompt[0]!], []);
      if (fitted.length > 4) assert.ok(promptTokens(fitted, []) - note <= budget, 'more is left out until it fits');
    }),
  );
});

it('counts images, which have no text', () => {
  const image = { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${'A'.repeat(9_000)}` } };
  const prompt = [
    new SystemMessage(''),
    new HumanMessage({ content: [image] }),
    new AIMessage('I see.'),
    new HumanMessage('?'),
  ];
  assert.equal(fitPrompt(prompt, [], 1_000).leftOut, 2);
  assert.equal(fitPrompt(prompt, [], 2_000).leftOut, 0);
});

it('leaves room for an answer', () => {
  assert.deepEqual([promptBudget(8_000), promptBudget(1_000_000)], [6_000, 983_616]);
});
