import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { inStreamSlot } from '../app/limits/in-stream-slot.ts';
import { resumeRun } from '../app/resume-run.ts';
import { streamRun } from '../app/stream-run.ts';
import { framesToWire } from '../wire/frame.ts';
import { decodeResumeToken } from '../wire/resume-token.ts';
import { refusals } from './refusals.ts';

export const resume = (deps: GatewayDeps) =>
  serverStream(InferenceService.method.resume, 'graph.viewer', async function* ({ resumeToken }, caller) {
    yield* inStreamSlot(deps.admission, caller, refusals.accept, async function* () {
      const { run, ...options } = refusals.accept(await resumeRun(deps, caller, decodeResumeToken(resumeToken)));
      yield* framesToWire(streamRun(deps, run, { ...options, signal: caller.signal }));
    });
  });
