import { ServiceError } from '@ameide/service-kit/errors';

const RETRY_AFTER_MS = 1_000;

/** A task that computed for longer than it may. */
export function budgetExceeded(budgetMs: number): ServiceError {
  const message = `The request needs more than ${budgetMs} ms of computing, which is what one may take. Ask for less at once.`;
  return new ServiceError('resource_exhausted', 'work_budget_exceeded', message, {
    metadata: { budget_ms: String(budgetMs) },
  });
}

/** A task that needed more memory than it may. */
export function memoryExceeded(memoryMb: number): ServiceError {
  const message = `The request needs more than ${memoryMb} MB of memory, which is what one may take. Ask for less at once.`;
  return new ServiceError('resource_exhausted', 'work_memory_exceeded', message, {
    metadata: { memory_mb: String(memoryMb) },
  });
}

/** More tasks wait than the pool takes, of one tenant or of all. */
export function tooBusy(whose: 'everybody' | 'tenant'): ServiceError {
  const who = whose === 'tenant' ? 'Too many requests of yours are waiting' : 'Too many requests are waiting';
  return new ServiceError('resource_exhausted', 'too_busy', `${who}. Try again in a moment.`, {
    metadata: { retry_after_ms: String(RETRY_AFTER_MS) },
  });
}

/** The pool has been stopped. */
export function poolStopped(): ServiceError {
  return new ServiceError('unavailable', 'server_stopping', 'The service is stopping. Repeat the request.');
}
