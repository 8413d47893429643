import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { unary } from '@ameide/service-kit/rpc';
import { createBaseline as create } from '../app/baselines.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { baselineToWire } from '../wire/baseline.ts';
import { refusals } from './refusals.ts';

export const createBaseline = (deps: GraphpatchDeps) =>
  unary(VersionService.method.createBaseline, 'graph.editor', async (request, caller) => ({
    baseline: baselineToWire(refusals.accept(await create(deps, caller, request))),
  }));
