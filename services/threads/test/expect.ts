import assert from 'node:assert/strict';
import { errorReason } from '@ameide/service-kit/errors';
import { type Code, ConnectError } from '@connectrpc/connect';

/** Asserts that a call is refused with a code and a stable reason. */
export async function refused(call: Promise<unknown>, code: Code, reason: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.deepEqual({ code: error.code, reason: errorReason(error) }, { code, reason });
    return true;
  });
}
