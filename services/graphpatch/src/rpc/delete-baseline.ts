import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { unary } from '@ameide/service-kit/rpc';
import { deleteBaseline as remove } from '../app/baselines.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const deleteBaseline = (deps: GraphpatchDeps) =>
  unary(VersionService.method.deleteBaseline, 'graph.editor', async (request, caller) => {
    refusals.accept(await remove(deps, caller, request));
    return {};
  });
