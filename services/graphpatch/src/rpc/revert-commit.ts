import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { requireRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { revertCommit as revert } from '../app/revert-commit.ts';
import { commitToWire, diagnosticsFromJson, previewFromJson } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const revertCommit = (deps: GraphpatchDeps) =>
  unary(ModelService.method.revertCommit, 'graph.viewer', async (request, caller) => {
    if (!request.dryRun) requireRole(caller, 'graph.editor');
    const { commit, preview, diagnostics, ...reverted } = refusals.accept(await revert(deps, caller, request));
    return {
      ...reverted,
      ...(commit && { commit: commitToWire(commit) }),
      preview: previewFromJson(preview),
      diagnostics: diagnosticsFromJson(diagnostics),
    };
  });
