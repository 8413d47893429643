import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { Piece } from '../domain/answer/reading.ts';
import { maskedModel } from './masked-model.ts';
import type { SpeakRequest } from './ports.ts';

const MAIL = 'ann@example.com';
const NUMBER = '4111 1111 1111 1111';

/** What a model is told, and what comes of the pieces that it says. */
async function ask(prompt: readonly BaseMessage[], pieces: readonly Piece[]) {
  let told: readonly BaseMessage[] = [];
  const model = maskedModel({
    async *speak(request: SpeakRequest) {
      told = request.prompt;
      yield* pieces;
    },
  });
  const said: Piece[] = [];
  for await (const piece of model.speak({ prompt, tools: [], signal: new AbortController().signal })) said.push(piece);
  return { told, said, text: said.map(({ text = '' }) => text).join('') };
}

test('a model reads placeholders, and people read the values, wherever the answer is cut', async () => {
  const answer = 'I wrote to [EMAIL_1] about [CARD_1], not to [EMAIL_9].';
  for (let size = 1; size <= 9; size++) {
    const pieces = Array.from({ length: Math.ceil(answer.length / size) }, (_, at): Piece => {
      return { text: answer.slice(at * size, (at + 1) * size) };
    });
    const { told, text } = await ask(
      [new SystemMessage(`You are ${MAIL}.`), new HumanMessage(`Write to ${MAIL} about ${NUMBER}`)],
      [...pieces, { end: 'stop' }],
    );
    assert.deepEqual(
      told.map(({ content }) => content),
      [`You are ${MAIL}.`, 'Write to [EMAIL_1] about [CARD_1]'],
    );
    assert.equal(text, `I wrote to ${MAIL} about ${NUMBER}, not to [EMAIL_9].`);
  }
});

test('everything of the conversation is masked: texts beside files, calls of tools, what tools answer', async () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
  const call = {
    id: 'call_1',
    name: 'ProposePatch',
    args: { name: MAIL, list: [`<${MAIL}>`, 7] },
    type: 'tool_call' as const,
  };
  const { told, said } = await ask(
    [
      new HumanMessage({
        content: [
          { type: 'text', text: key },
          { type: 'image_url', image_url: { url: 'data:,' } },
        ],
      }),
      new AIMessage({ content: `For ${MAIL}`, tool_calls: [call] }),
      new ToolMessage({
        tool_call_id: 'call_1',
        content: `{"owner":"${MAIL}"}`,
        name: 'ProposePatch',
        status: 'error',
      }),
    ],
    [
      { calls: [{ index: 0, id: 'call_2', name: 'ProposePatch', args: '{"key":"[KE' }] },
      { calls: [{ index: 1, id: 'call_3', name: 'ProposePatch', args: '{"to":"[EMAIL_1' }] },
      { calls: [{ index: 0, args: 'Y_1]"}' }] },
      { calls: [{ index: 1, args: ']"}' }], end: 'tool_calls' },
    ],
  );
  assert.doesNotMatch(JSON.stringify(told.map(({ content }) => content)), /ann@|BEGIN/);
  const [, assistant, result] = told as [HumanMessage, AIMessage, ToolMessage];
  assert.deepEqual(assistant.tool_calls?.[0]?.args, { name: '[EMAIL_1]', list: ['<[EMAIL_1]>', 7] });
  assert.deepEqual([result.tool_call_id, result.name, result.status], ['call_1', 'ProposePatch', 'error']);
  const args = (index: number) => {
    const calls = said.flatMap(({ calls = [] }) => calls).filter((one) => one.index === index);
    return JSON.parse(calls.map((one) => one.args).join(''));
  };
  assert.deepEqual([args(0), args(1)], [{ key }, { to: MAIL }]);
});

test('an answer that ends within what looks like a placeholder is told whole', async () => {
  const { text } = await ask([new HumanMessage(MAIL)], [{ text: 'see [EMAIL' }, { end: 'stop' }]);
  assert.equal(text, 'see [EMAIL');
});
