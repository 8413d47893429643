import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExecuteRunRequestSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { CancelRunRequestSchema } from '@ameide/contracts/inference/v1/inference_service';
import { SendMessageRequestSchema } from '@ameide/contracts/threads/v1/chat_command_service';
import { create } from '@bufbuild/protobuf';
import { canonicalizeUuids } from './canonical-uuids.ts';

const CAPITALS = '0198F000-ABCD-7DEF-8000-00000000000A';
const canonical = CAPITALS.toLowerCase();

test('ids that the contract says are UUIDs get small letters, at every depth; other text stays', () => {
  const request = create(SendMessageRequestSchema, {
    threadId: CAPITALS,
    idempotencyKey: CAPITALS,
    message: {
      parts: [
        { kind: { case: 'patch', value: { patchId: CAPITALS, ref: `artifacts/${CAPITALS}/main` } } },
        { kind: { case: 'text', value: { text: CAPITALS } } },
      ],
    },
  });
  canonicalizeUuids(SendMessageRequestSchema, request);
  assert.equal(request.threadId, canonical);
  assert.equal(request.artifactId, '');
  assert.equal(request.idempotencyKey, CAPITALS);
  const [patch, text] = request.message!.parts;
  assert.deepEqual(patch!.kind.case === 'patch' && [patch!.kind.value.patchId, patch!.kind.value.ref], [
    canonical,
    `artifacts/${CAPITALS}/main`,
  ]);
  assert.equal(text!.kind.case === 'text' && text!.kind.value.text, CAPITALS);
});

test('a UUID that is one of several fields gets small letters, the other one does not', () => {
  for (const [name, expected] of [
    ['runId', canonical],
    ['idempotencyKey', CAPITALS],
  ] as const) {
    const request = create(CancelRunRequestSchema, { run: { case: name, value: CAPITALS } });
    canonicalizeUuids(CancelRunRequestSchema, request);
    assert.deepEqual(request.run, { case: name, value: expected });
  }
});

test('messages that are absent stay absent', () => {
  const request = create(ExecuteRunRequestSchema, { runId: CAPITALS });
  canonicalizeUuids(ExecuteRunRequestSchema, request);
  assert.equal(request.agent, undefined);
  assert.equal(request.runId, canonical);
});
