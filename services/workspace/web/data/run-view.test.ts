import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Frame, FrameSchema, RunState } from '@ameide/contracts/inference/v1/run';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { isOver, newRun, withFrame } from './run-view.ts';

const frame = (payload: MessageInitShape<typeof FrameSchema>['payload']): Frame =>
  create(FrameSchema, { runId: 'r', payload: payload! });
const after = (...payloads: MessageInitShape<typeof FrameSchema>['payload'][]) =>
  payloads.map(frame).reduce(withFrame, newRun);

describe('the view of a run', () => {
  it('grows with its frames up to the stored message', () => {
    const view = after(
      { case: 'toolCall', value: { id: 'c', name: 'GetProjection', arguments: { intent: 'analyze' } } },
      { case: 'toolResult', value: { toolCallId: 'c', ok: true, summary: 'Read version 1\nand more' } },
      { case: 'token', value: { text: 'I ' } },
      { case: 'token', value: { text: 'propose' } },
      { case: 'suggestion', value: { suggestion: { case: 'graphPatch', value: { patchId: 'p' } } } },
      { case: 'status', value: { state: RunState.COMPLETED, messageId: 'm' } },
    );
    assert.equal(view.text, 'I propose');
    const facts = { input: '{\n  "intent": "analyze"\n}', output: 'Read version 1\nand more' };
    assert.deepEqual(view.calls, [
      { id: 'c', name: 'GetProjection', state: 'done', summary: 'Read version 1', ...facts },
    ]);
    assert.deepEqual(view.patchIds, ['p']);
    assert.deepEqual([view.state, view.messageId, isOver(view)], ['completed', 'm', true]);
  });

  it('is replaced by a snapshot', () => {
    const view = after(
      { case: 'token', value: { text: 'half' } },
      {
        case: 'snapshot',
        value: {
          text: 'whole',
          toolCalls: [{ id: 'c', name: 'ProposePatch' }],
          toolResults: [{ toolCallId: 'c', ok: false, summary: 'no' }],
        },
      },
      { case: 'token', value: { text: ' and on' } },
    );
    assert.equal(view.text, 'whole and on');
    assert.equal(view.calls[0]!.state, 'failed');
  });

  it('keeps why it failed, and goes on stopping until it is stopped', () => {
    const failed = after(
      { case: 'error', value: { message: 'The model does not answer.' } },
      { case: 'status', value: { state: RunState.FAILED } },
    );
    assert.deepEqual([failed.state, failed.problem], ['failed', 'The model does not answer.']);
    assert.equal(after({ case: 'notice', value: { message: 'Little is left.' } }).notice, 'Little is left.');
    const stopping = withFrame({ ...newRun, state: 'stopping' }, frame({ case: 'token', value: { text: 'x' } }));
    assert.equal(stopping.state, 'stopping');
    assert.equal(
      withFrame(stopping, frame({ case: 'status', value: { state: RunState.CANCELLED } })).state,
      'cancelled',
    );
  });
});
