import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { serverStopping, serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { inStreamSlot } from '../app/limits/in-stream-slot.ts';
import { watchRuns as watch } from '../app/watch-runs.ts';
import { frameToWire } from '../wire/frame.ts';
import { decodeResumeToken } from '../wire/resume-token.ts';
import { refusals } from './refusals.ts';

export const watchRuns = (deps: GatewayDeps) =>
  serverStream(InferenceService.method.watchRuns, 'graph.viewer', async function* ({ threadId, resumeToken }, caller) {
    if (deps.executor.stopping) throw serverStopping();
    const point = resumeToken === '' ? undefined : decodeResumeToken(resumeToken);
    if (resumeToken !== '' && point === undefined) throw refusals.error({ reason: 'resume_token_invalid' });
    const watched = inStreamSlot(deps.admission, caller, refusals.accept, () => watch(deps, caller, threadId, point));
    for await (const told of watched) {
      if (told === 'alive') yield { event: { case: 'heartbeat' as const, value: {} } };
      else yield { event: { case: 'frame' as const, value: frameToWire(refusals.accept(told)) } };
    }
  });
