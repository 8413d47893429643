import { ModelService, RevertCommitResponseSchema } from '@ameide/contracts/graph/v1/model_service';
import { encodedAnswer, requireRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { revertCommit as revert } from '../app/revert-commit.ts';
import { refusals } from './refusals.ts';

export const revertCommit = (deps: GraphpatchDeps) =>
  unary(ModelService.method.revertCommit, 'graph.viewer', async (request, caller) => {
    if (!request.dryRun) requireRole(caller, 'graph.editor');
    return encodedAnswer(RevertCommitResponseSchema, refusals.accept(await revert(deps, caller, request)));
  });
