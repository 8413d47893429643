import type { GenerateRequest } from '@ameide/contracts/inference/v1/inference_service';
import { type Run as RunMessage, RunSchema } from '@ameide/contracts/inference/v1/run';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { CreateRunRequest } from '../app/create-run.ts';
import { hasEnded, type Run, type Usage } from '../domain/run/state.ts';
import { interruptToWire } from './interrupt.ts';
import { stateToWire } from './run-state.ts';
import { whenBusyFromWire } from './when-busy.ts';

export const requestFromWire = ({
  threadId,
  idempotencyKey,
  agentId,
  whenBusy,
}: GenerateRequest): CreateRunRequest => ({
  threadId,
  idempotencyKey,
  agentId,
  whenBusy: whenBusyFromWire(whenBusy),
});

/** A run as the contract has it. `usage` is what a run that has not ended has used so far. */
export function runToWire(run: Run, usage?: Usage): RunMessage {
  const { id, threadId, agentId, requestedBy, createdAt, phase } = run;
  const { startedAt } = run;
  const used = hasEnded(run) ? run.usage : usage;
  return create(RunSchema, {
    id,
    threadId,
    agentId,
    requestedBy,
    state: stateToWire(phase),
    createdAt: timestampFromMs(createdAt),
    attempt: run.attempt,
    ...(startedAt !== undefined && { startedAt: timestampFromMs(startedAt) }),
    ...(used !== undefined && { usage: used }),
    ...(phase === 'waiting_for_approval' && { interrupt: interruptToWire(run.interrupt) }),
    ...(hasEnded(run) && { reason: run.reason, messageId: run.messageId, endedAt: timestampFromMs(run.endedAt) }),
  });
}
