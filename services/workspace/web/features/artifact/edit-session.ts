import { AmeideError } from '@ameide/sdk';
import { modelEditor } from '../../data/connection.ts';
import { describeProblem, type Problem } from '../../data/problem.ts';
import { createStore, type Store } from '../../data/store.ts';
import type { Step } from '../../editor/gesture.ts';

/** Sends what a person draws, one gesture after the other: what comes later may build on what came before. */
export interface EditSession {
  /** How many gestures only this device has. */
  readonly pending: Store<number>;
  /** @param seen the version that was drawn on */
  send(steps: readonly Step[], title: string, seen: number): void;
  /** The versions that this session has made and not taken back, the last one last. */
  readonly versions: number[];
}

export interface EditSessionListeners {
  /** The server has everything. */
  onIdle(): void;
  /** The server has refused a gesture; it and what came after it are dropped, and what the server has is the truth. */
  onRefused(problem: Problem): void;
}

interface Gesture {
  readonly steps: readonly Step[];
  readonly title: string;
  readonly seen: number;
  /** Makes a repeat safe, so that a gesture whose answer was lost is sent again. */
  readonly key: string;
}

const AGAIN_MS = 3_000;

export function createEditSession(ref: string, listeners: EditSessionListeners): EditSession {
  const queue: Gesture[] = [];
  const pending = createStore(0);
  const versions: number[] = [];
  let isSending = false;
  let newest = 0;

  async function sendAll(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (queue.length > 0) {
      try {
        const gesture = queue[0]!;
        // What was drawn before is there by now, whatever the canvas has been told.
        newest = await commit(ref, { ...gesture, seen: Math.max(gesture.seen, newest) });
        versions.push(newest);
        queue.shift();
      } catch (error) {
        if (isUnreachable(error)) {
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
          continue;
        }
        queue.length = 0;
        listeners.onRefused(error instanceof RefusedGesture ? { text: error.message } : describeProblem(error));
      }
      pending.set(queue.length);
    }
    isSending = false;
    listeners.onIdle();
  }

  return {
    pending,
    versions,
    send(steps, title, seen) {
      queue.push({ steps, title, seen, key: crypto.randomUUID() });
      pending.set(queue.length);
      void sendAll();
    },
  };
}

/** The rules of the notation are against it; the message says why. */
class RefusedGesture extends Error {}

async function commit(ref: string, { steps, title, seen, key }: Gesture): Promise<number> {
  const operations = steps.map((operation, index) => ({ id: `step-${index + 1}`, operation }));
  const asked = { ref, expectedVersion: seen, rebase: true, operations, comment: title, correlationId: key };
  const { outcome } = await modelEditor.proposeCommands(asked);
  if (outcome.case === 'applied') return outcome.value.commit?.version ?? seen;
  throw new RefusedGesture(outcome.value?.diagnostics[0]?.message ?? '');
}

/** The person's own session is no reason to drop what they drew: it goes on when they have signed in again. */
function isUnreachable(error: unknown): boolean {
  return error instanceof AmeideError && (error.code === 'unavailable' || error.code === 'unauthenticated');
}
