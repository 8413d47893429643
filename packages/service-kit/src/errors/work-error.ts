import { WorkRefused } from '@ameide/worker-pool';
import { ServiceError } from './service-error.ts';

/** What a client is told of work that a pool of threads has refused; undefined for all other errors. */
export function workError(error: unknown): ServiceError | undefined {
  if (!(error instanceof WorkRefused)) return undefined;
  const { reason, message, metadata } = error;
  const code = reason === 'server_stopping' ? 'unavailable' : 'resource_exhausted';
  return new ServiceError(code, reason, message, { metadata, cause: error });
}
