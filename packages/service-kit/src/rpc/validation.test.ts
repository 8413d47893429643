import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphPatchService, ProposePatchRequestSchema } from '@ameide/contracts/graph/v1/graph_patch_service';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { createContextValues, type UnaryRequest, type UnaryResponse } from '@connectrpc/connect';
import { ServiceError } from '../errors/service-error.ts';
import { createValidationInterceptor } from './validation.ts';

const validate = createValidationInterceptor()(async () => ({}) as UnaryResponse);

function renamed(selector: JsonValue): UnaryRequest {
  const operations = [{ id: 'op', rename: { selector, name: 'x' } }];
  const message = fromJson(ProposePatchRequestSchema, { ref: 'artifacts/a/main', operations });
  const { proposePatch: method } = GraphPatchService.method;
  return { stream: false, method, message, contextValues: createContextValues() } as unknown as UnaryRequest;
}

const neighbourOf = (of: JsonValue): JsonValue => ({ byNeighbour: { of } });

test('a message inside one of its own type is held to the same rules', async () => {
  await validate(renamed(neighbourOf(neighbourOf({ id: 'a' }))));
  const wrong: readonly JsonValue[] = [{}, { id: '' }, { id: 'x'.repeat(257) }, { byPath: { path: [] } }];
  for (const selector of wrong.flatMap((one) => [one, neighbourOf(one), neighbourOf(neighbourOf(one))])) {
    await assert.rejects(
      async () => validate(renamed(selector)),
      (error) => error instanceof ServiceError && error.reason === 'invalid_request',
    );
  }
});
