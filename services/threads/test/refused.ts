import assert from 'node:assert/strict';
import { refusedWith } from '@ameide/service-kit/testing';
import type { Code } from '@connectrpc/connect';

/** Asserts that a call is refused with a code and a stable reason. */
export async function refused(call: Promise<unknown>, code: Code, reason: string): Promise<void> {
  await assert.rejects(call, refusedWith(code, reason));
}
