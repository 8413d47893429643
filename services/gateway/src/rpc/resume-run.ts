import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { unary } from '@ameide/service-kit/rpc';
import { answerInterrupt } from '../app/answer-interrupt.ts';
import type { GatewayDeps } from '../app/deps.ts';
import { decisionFromWire } from '../wire/interrupt.ts';
import { encodeResumeToken } from '../wire/resume-token.ts';
import { runToWire } from '../wire/run.ts';
import { refusals } from './refusals.ts';

export const resumeRun = (deps: GatewayDeps) =>
  unary(InferenceService.method.resumeRun, 'graph.viewer', async ({ runId, interruptId, decision }, caller) => {
    const answer = { runId, interruptId, decision: decisionFromWire(decision) };
    const { run, index } = refusals.accept(await answerInterrupt(deps, caller, answer));
    return { run: runToWire(run), resumeToken: encodeResumeToken({ runId, index }) };
  });
