import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { unary } from '@ameide/service-kit/rpc';
import { renameBaseline as rename } from '../app/baselines.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { baselineToWire } from '../wire/baseline.ts';
import { refusals } from './refusals.ts';

export const renameBaseline = (deps: GraphpatchDeps) =>
  unary(VersionService.method.renameBaseline, 'graph.editor', async (request, caller) => ({
    baseline: baselineToWire(refusals.accept(await rename(deps, caller, request))),
  }));
