import type { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { type Frame, RunState, type WhenBusy } from '@ameide/contracts/inference/v1/run';
import type { Client } from '@connectrpc/connect';
import type { Reading, Source } from './follow.ts';

/** Where to begin: with a new run (or, by its key, a known one), or after a frame that was seen. */
export type RunStart =
  | {
      readonly threadId: string;
      readonly agentId: string;
      readonly idempotencyKey: string;
      readonly whenBusy?: WhenBusy;
    }
  | { readonly resumeToken: string };

/** Nothing follows one of these, unless a person answers what the run asks. */
const LAST: ReadonlySet<RunState> = new Set([
  RunState.COMPLETED,
  RunState.FAILED,
  RunState.CANCELLED,
  RunState.WAITING_FOR_APPROVAL,
]);

/**
 * The frames of a run: each exactly once and in order, or a snapshot in place of those that the service no longer keeps. Heartbeats
 * come as they are. The status with which the run ended, or waits for a person, is the last.
 */
export function createRunSource(
  inference: Client<typeof InferenceService>,
  start: RunStart,
): Source<{ frame?: Frame | undefined }, Frame> {
  let next = start;
  // How many frames were seen; unknown at first when somebody else saw them.
  let seen = 'resumeToken' in start ? undefined : 0;

  const read = (frame: Frame): Reading<Frame> => {
    const { case: kind, value } = frame.payload;
    if (kind === 'heartbeat') return { kind: 'next', value: frame };
    if (seen !== undefined && frame.index <= seen) return { kind: 'skip' };
    if (seen !== undefined && frame.index > seen + 1 && kind !== 'snapshot') return { kind: 'gap' };
    seen = frame.index;
    next = { resumeToken: frame.resumeToken };
    return { kind: kind === 'status' && LAST.has(value.state) ? 'last' : 'next', value: frame };
  };
  return {
    open: (signal) =>
      'resumeToken' in next ? inference.resume(next, { signal }) : inference.generate(next, { signal }),
    read: ({ frame }) => (frame === undefined ? { kind: 'skip' } : read(frame)),
  };
}
