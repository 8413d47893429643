import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { createRoutes, unary } from './handler.ts';

const handlers = ArtifactQueryService.methods.map((method) =>
  unary(method as typeof ArtifactQueryService.method.getArtifact, 'graph.viewer', async () => ({})),
);

test('every RPC of a service has exactly one handler', () => {
  createRoutes([ArtifactQueryService], handlers);
  assert.throws(
    () => createRoutes([ArtifactQueryService], handlers.slice(1)),
    /no handler for ameide\.artifacts\.v1\./,
  );
  assert.throws(() => createRoutes([ArtifactQueryService], [...handlers, handlers[0]!]), /handled twice/);
  assert.throws(() => createRoutes([ChatQueryService], handlers), /declared by no service/);
});
