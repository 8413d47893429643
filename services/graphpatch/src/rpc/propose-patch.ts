import { GraphPatchService, ProposePatchResponseSchema } from '@ameide/contracts/graph/v1/graph_patch_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { encodedAnswer, requireRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { MAX_PATCH_BYTES } from '../app/limits.ts';
import { proposePatch as propose } from '../app/propose-patch.ts';
import { refusals } from './refusals.ts';

export const proposePatch = (deps: GraphpatchDeps) =>
  unary(
    GraphPatchService.method.proposePatch,
    'graph.viewer',
    async (request, caller) => {
      if (!request.dryRun) requireRole(caller, 'graph.contributor');
      const command = { ...request, operations: request.operations.map(operationFromWire) };
      return encodedAnswer(ProposePatchResponseSchema, refusals.accept(await propose(deps, caller, command)));
    },
    { maxBytes: MAX_PATCH_BYTES },
  );
