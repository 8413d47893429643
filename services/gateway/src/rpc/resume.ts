import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { resumeRun } from '../app/resume-run.ts';
import { streamRun } from '../app/stream-run.ts';
import { refusals } from './refusals.ts';

export const resume = (deps: GatewayDeps) =>
  serverStream(InferenceService.method.resume, 'graph.viewer', async function* ({ resumeToken }, caller) {
    const { run, ...options } = refusals.accept(await resumeRun(deps, caller, resumeToken));
    yield* streamRun(deps, run, { ...options, signal: caller.signal });
  });
