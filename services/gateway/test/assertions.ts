import assert from 'node:assert/strict';
import type { Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { errorReason } from '@ameide/service-kit/errors';

/** What each frame says. */
export function cases(frames: readonly Frame[]): (string | undefined)[] {
  return frames.map((frame) => frame.payload.case);
}

/** The last frame is a status with these. */
export function assertEnd(frames: readonly Frame[], state: RunState, reason: string, messageId: string): void {
  const last = frames.at(-1)?.payload;
  assert.ok(last?.case === 'status');
  assert.deepEqual([last.value.state, last.value.reason, last.value.messageId], [state, reason, messageId]);
}

/** The call is refused with that reason. */
export async function assertRefused(call: Promise<unknown>, reason: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.equal(errorReason(error), reason);
    return true;
  });
}
