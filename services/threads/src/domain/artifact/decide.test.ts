import assert from 'node:assert/strict';
import { test } from 'node:test';
import { created, given } from './artifact.fixture.ts';
import type { CreateArtifact } from './commands.ts';

const { type: _type, ...artifact } = created;
const { id: artifactId, ...facts } = artifact;
const create: CreateArtifact = { type: 'CreateArtifact', artifactId, ...facts };

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
