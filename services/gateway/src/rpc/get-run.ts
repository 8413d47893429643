import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { findOwnRun } from '../app/find-own-run.ts';
import { withArguments } from '../domain/run/interrupt.ts';
import { hasEnded, usageOf } from '../domain/run/state.ts';
import { runToWire } from '../wire/run.ts';
import { refusals } from './refusals.ts';

export const getRun = (deps: GatewayDeps) =>
  unary(InferenceService.method.getRun, 'graph.viewer', async ({ runId }, caller) => {
    const run = refusals.accept(await findOwnRun(deps, caller, runId));
    if (hasEnded(run)) return { run: runToWire(run) };
    const ref = { tenantId: caller.tenantId, runId };
    const progress = deps.executor.get(runId)?.progress() ?? (await deps.progress.find(ref));
    const usage = usageOf(progress?.snapshot?.usage);
    if (run.phase !== 'waiting_for_approval') return { run: runToWire(run, usage) };
    const interrupt = withArguments(run.interrupt, progress?.snapshot);
    return { run: runToWire({ ...run, interrupt }, usage) };
  });
