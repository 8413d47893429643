import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { identityOf, serverStopping, serverStream } from '@ameide/service-kit/rpc';
import { createRun } from '../app/create-run.ts';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { inStreamSlot } from '../app/limits/in-stream-slot.ts';
import { streamRun } from '../app/stream-run.ts';
import { framesToWire } from '../wire/frame.ts';
import { requestFromWire } from '../wire/run.ts';
import { refusals } from './refusals.ts';

export const generate = (deps: GatewayDeps) =>
  serverStream(InferenceService.method.generate, 'graph.viewer', async function* (request, caller) {
    if (deps.executor.stopping) throw serverStopping();
    await rememberName(deps.directory, caller);
    yield* inStreamSlot(deps.admission, caller, refusals.accept, async function* () {
      const created = await createRun(deps, requestFromWire(request), identityOf(caller));
      const { runId, agentId, ...known } = refusals.accept(created);
      const run = { tenantId: caller.tenantId, runId, agentId };
      yield* framesToWire(streamRun(deps, run, { after: 0, ...known, signal: caller.signal }));
    });
  });
