import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { Code, ConnectError } from '@connectrpc/connect';

/** What a client decides by. */
export interface Refusal {
  /** As Connect writes it, such as `not_found`. */
  readonly code: string;
  /** Of the error's `ErrorDetail`; empty when there is none. */
  readonly reason: string;
}

/** Reads a refusal from what a Connect client threw. */
export function refusalOf(thrown: unknown): Refusal {
  const error = ConnectError.from(thrown);
  const code = Code[error.code].replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  return { code, reason: error.findDetails(ErrorDetailSchema)[0]?.reason ?? '' };
}
