import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Piece } from '../domain/answer/reading.ts';
import { createRecorder, type Interaction } from './interactions.ts';
import type { OpenModel } from './ports.ts';

test('calls whose pieces come by turns are kept each as it was written, whole or not', async () => {
  const pieces: readonly Piece[] = [
    { calls: [{ index: 0, id: 'a', name: 'GetProjection', args: '{"in' }] },
    { calls: [{ index: 1, id: 'b', name: 'ProposePatch', args: '{"ti' }] },
    { calls: [{ index: 0, args: 'tent":"modify"}' }] },
    { calls: [{ index: 1, args: 'tle":' }], end: 'tool_calls' },
  ];
  const kept: Interaction[] = [];
  const recorder = createRecorder(
    async (interaction) => void kept.push(interaction),
    () => 0,
  );
  const model = recorder.model({
    name: 'openai:m',
    async *speak() {
      yield* pieces;
    },
  } as Partial<OpenModel> as OpenModel);
  for await (const _ of model.speak({ prompt: [], tools: [], signal: new AbortController().signal }));
  await recorder.settled();
  assert.deepEqual(kept[0]?.response.calls, [
    { name: 'GetProjection', args: '{"intent":"modify"}' },
    { name: 'ProposePatch', args: '{"title":' },
  ]);
  assert.equal(kept[0]?.ok, true);
});
