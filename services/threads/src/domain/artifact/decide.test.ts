import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideArtifact } from './decide.ts';
import { evolveArtifact } from './evolve.ts';

const artifact = {
  id: 'artifact-1',
  title: 'Order to cash',
  kind: 'bpmn',
  createdBy: 'alice',
  createdAt: 1000,
  primaryChatId: undefined,
};

test('CreateArtifact, given nothing, creates it', () => {
  const { events } = decideArtifact({ type: 'CreateArtifact', ...artifact }, undefined);
  assert.deepEqual(events, [{ type: 'ArtifactCreated', ...artifact }]);
  assert.deepEqual(evolveArtifact(undefined, events[0]!), artifact);
});

test('CreateArtifact, given an artifact of that id, is a mistake of the caller', () => {
  assert.throws(() => decideArtifact({ type: 'CreateArtifact', ...artifact }, artifact), /needs a new id/);
});
