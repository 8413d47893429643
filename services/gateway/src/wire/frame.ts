import { FrameSchema, type Frame as WireFrame } from '@ameide/contracts/inference/v1/run';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Frame, FramePayload } from '../app/frames/frame.ts';
import type { FrameCodec } from '../app/ports/frames.ts';
import { interruptFromWire, interruptToWire } from './interrupt.ts';
import { encodeResumeToken } from './resume-token.ts';
import { stateFromWire, stateToWire } from './run-state.ts';
import { saidToWire } from './said.ts';

type WirePayload = Extract<MessageInitShape<typeof FrameSchema>['payload'], { case: string }>;

/** A frame with its token. */
export function frameToWire({ runId, index, at, payload }: Frame): WireFrame {
  const resumeToken = encodeResumeToken({ runId, index });
  return create(FrameSchema, { runId, index, resumeToken, time: timestampFromMs(at), payload: payloadToWire(payload) });
}

/** Frames as live streams keep them. */
export const frameCodec: FrameCodec = {
  encode: (frame) => toBinary(FrameSchema, frameToWire(frame)),
  decode(data) {
    const { runId, index, time, payload } = fromBinary(FrameSchema, data);
    return { runId, index, at: timestampMs(time!), payload: payloadFromWire(payload) };
  },
};

/** What a server stream of frames answers. */
export async function* framesToWire(frames: AsyncIterable<Frame>): AsyncGenerator<{ frame: WireFrame }, void> {
  for await (const frame of frames) yield { frame: frameToWire(frame) };
}

function payloadToWire(payload: FramePayload): WirePayload {
  switch (payload.case) {
    case 'status': {
      const { phase, reason, messageId, interrupt } = payload.value;
      const asked = interrupt && { interrupt: interruptToWire(interrupt) };
      return { case: payload.case, value: { state: stateToWire(phase), reason, messageId, ...asked } };
    }
    case 'snapshot':
      return { case: payload.case, value: saidToWire(payload.value) };
    case 'notice': {
      const { kind, message, remaining, resetsAt } = payload.value;
      const counted = remaining !== undefined && { remaining };
      return {
        case: payload.case,
        value: { kind, message, ...counted, ...(resetsAt !== undefined && { resetsAt: timestampFromMs(resetsAt) }) },
      };
    }
    default:
      return payload;
  }
}

function payloadFromWire(payload: WireFrame['payload']): FramePayload {
  switch (payload.case) {
    case 'status': {
      const { state, reason, messageId, interrupt } = payload.value;
      const asked = interrupt && { interrupt: interruptFromWire(interrupt) };
      return { case: payload.case, value: { phase: stateFromWire(state), reason, messageId, ...asked } };
    }
    case 'notice': {
      const { kind, message, remaining, resetsAt } = payload.value;
      return {
        case: payload.case,
        value: { kind, message, remaining, resetsAt: resetsAt && timestampMs(resetsAt) },
      };
    }
    // A frame of a later release, whose payload this one does not know.
    case undefined:
      return { case: 'heartbeat', value: {} };
    default:
      return payload;
  }
}
