import { type Frame, FrameSchema, RunState } from '@ameide/contracts/inference/v1/run';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { EndedRun, Run } from '../../domain/run/state.ts';
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

/** The payload that tells which state a run has reached. */
export function statusPayload(
  phase: Run['phase'],
  { reason = '', messageId = '' }: Partial<Pick<EndedRun, 'reason' | 'messageId'>> = {},
): FramePayload {
  const state = RunState[phase.toUpperCase() as Uppercase<Run['phase']>];
  return { case: 'status', value: { state, reason, messageId } };
}
