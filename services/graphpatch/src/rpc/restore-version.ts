import { RestoreVersionResponseSchema, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { encodedAnswer, requireRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { restoreVersion as restore } from '../app/restore-version.ts';
import { refusals } from './refusals.ts';

export const restoreVersion = (deps: GraphpatchDeps) =>
  unary(VersionService.method.restoreVersion, 'graph.viewer', async (request, caller) => {
    if (!request.dryRun) requireRole(caller, 'graph.editor');
    return encodedAnswer(RestoreVersionResponseSchema, refusals.accept(await restore(deps, caller, request)));
  });
