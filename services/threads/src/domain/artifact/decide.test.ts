import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specification } from '@ameide/event-store/testing/specification';
import type { CreateArtifact } from './commands.ts';
import { decideArtifact } from './decide.ts';
import type { ArtifactEvent } from './events.ts';
import { evolveArtifact } from './evolve.ts';
import type { ArtifactState } from './state.ts';

const artifact = {
  id: 'artifact-1',
  title: 'Order to cash',
  kind: 'bpmn::collaboration',
  createdBy: 'alice',
  createdAt: 1000,
  primaryChatId: undefined,
};
const create: CreateArtifact = { type: 'CreateArtifact', ...artifact };
const created: ArtifactEvent = { type: 'ArtifactCreated', ...artifact };
const given = specification({
  initialState: undefined as ArtifactState,
  decide: decideArtifact,
  evolve: evolveArtifact,
});

test('CreateArtifact, given nothing, creates it', () => {
  given().when(create).thenEvents(created);
  assert.deepEqual(given(created).state(), artifact);
});

test('CreateArtifact of a kind that no model has as its root is refused', () => {
  for (const kind of ['bpmn', 'bpmn::task', 'bpmn::sequence_flow', 'dmn::decision']) {
    given()
      .when({ ...create, kind })
      .thenRefused({ reason: 'kind_unknown', metadata: { kind } });
  }
});

test('CreateArtifact, given an artifact of that id, is a mistake of the caller', () => {
  given(created)
    .when(create)
    .thenThrows(/needs a new id/);
});
