import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { unary } from '@ameide/service-kit/rpc';
import { cancelRun as cancel } from '../app/cancel-run.ts';
import type { GatewayDeps } from '../app/deps.ts';
import { runToWire } from '../wire/run.ts';
import { refusals } from './refusals.ts';

export const cancelRun = (deps: GatewayDeps) =>
  unary(InferenceService.method.cancelRun, 'graph.viewer', async ({ run: by }, caller) => {
    const wanted = by.case === 'idempotencyKey' ? { key: by.value } : { runId: by.value ?? '' };
    const { run } = refusals.accept(await cancel(deps, caller, wanted));
    return run === undefined ? {} : { run: runToWire(run) };
  });
