import { ApiError } from '../api/api-error.ts';
import type { kitConditions, Outcome } from './conditions.ts';

/** Statuses that say nothing about the object: the same is simply tried again. 0 stands for no answer. */
const PASSING = new Set([0, 401, 409, 429, 503, 504]);

/** Something that ends an attempt, and what the status says of it. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
  readonly outcome: Outcome<typeof kitConditions>;

  constructor(outcome: Outcome<typeof kitConditions>, cause?: unknown) {
    super(outcome.message, { cause });
    this.outcome = outcome;
  }
}

/** True if an error says nothing about the object, but that the same has to be tried again. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && PASSING.has(error.status);
}

/** What to make of an error while `what` was written: an obstacle, or the error itself if it is to be retried silently. */
export function obstacleOf(error: unknown, what: string): unknown {
  if (!(error instanceof ApiError) || isPassing(error)) return error;
  const message = `${what}: ${error.message}`;
  return error.permanent
    ? new Obstacle({ phase: 'stalled', reason: 'ApplyRefused', message }, error)
    : new Obstacle({ phase: 'progressing', message }, error);
}
