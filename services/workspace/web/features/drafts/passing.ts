import { AmeideError } from '@ameide/sdk';
import { reachable } from '../../data/reachability.ts';
import { sessionIsOver } from '../../data/session.ts';

const AGAIN_MS = 3_000;
const PASSING = new Set(['aborted', 'deadline_exceeded', 'internal', 'unauthenticated', 'unavailable', 'unknown']);

/** Whether the same call may go well later: no answer, a session that is over, a server in trouble. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof AmeideError)) return false;
  return PASSING.has(error.code) || error.reason === 'too_busy' || error.reason === 'too_many_requests';
}

/** Waits a moment, and less when the connection comes back. */
export function untilReachable(): Promise<void> {
  return new Promise((resolve) => {
    const stops = [reachable, sessionIsOver].map((store) => store.subscribe(() => done()));
    const timer = setTimeout(done, AGAIN_MS);
    function done() {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolve();
    }
  });
}
