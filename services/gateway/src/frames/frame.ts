import { type Frame, FrameSchema, RunState } from '@ameide/contracts/inference/v1/run';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Run } from '../domain/run/state.ts';
import { encodeResumeToken } from './resume-token.ts';

/** What a frame says. */
export type FramePayload = Extract<MessageInitShape<typeof FrameSchema>['payload'], { case: string }>;

/** A frame with its token. `at` is milliseconds since 1970. */
export function makeFrame(runId: string, index: number, at: number, payload: FramePayload): Frame {
  const resumeToken = encodeResumeToken({ runId, index });
  return create(FrameSchema, { runId, index, resumeToken, time: timestampFromMs(at), payload });
}

/** Whether nothing follows this frame. */
export function isLast(frame: Frame): boolean {
  return frame.payload.case === 'status' && frame.payload.value.state > RunState.RUNNING;
}

const STATES: Readonly<Record<Run['phase'], RunState>> = {
  queued: RunState.QUEUED,
  running: RunState.RUNNING,
  completed: RunState.COMPLETED,
  failed: RunState.FAILED,
  cancelled: RunState.CANCELLED,
};

/** The contract's name of a phase. */
export function wireState(phase: Run['phase']): RunState {
  return STATES[phase];
}
