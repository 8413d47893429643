import { errorReason } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';

/** What went wrong with an execution, for the person who waits. */
export interface Failure {
  readonly reason: string;
  /** One sentence. */
  readonly message: string;
}

/**
 * What an error of the agent runtime or of threads means for a run: a failure that the service has a reason for, or
 * undefined for an interruption (a connection that broke, a service that stops), after which another attempt may go on.
 */
export function failureOf(error: unknown): Failure | undefined {
  const reason = errorReason(error);
  if (!(error instanceof ConnectError) || reason === undefined) return undefined;
  if (error.code === Code.Unavailable && reason !== 'model_unavailable') return undefined;
  return { reason, message: error.rawMessage };
}

/** Whether asking again cannot help. */
export function isFinal(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return FINAL.has(code);
}

const FINAL = new Set([Code.InvalidArgument, Code.NotFound, Code.PermissionDenied, Code.FailedPrecondition]);
