export type EmbeddedPostgresReason =
  | 'unsupported_platform'
  | 'directory_not_writable'
  | 'directory_in_use'
  | 'port_taken'
  | 'version_mismatch'
  | 'root_refused'
  | 'init_failed'
  | 'start_failed'
  | 'start_timeout'
  | 'stop_timeout';

/** The embedded server cannot run. `reason` is stable; the message says what is wrong and what to do. */
export class EmbeddedPostgresError extends Error {
  readonly reason: EmbeddedPostgresReason;

  constructor(reason: EmbeddedPostgresReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.reason = reason;
  }
}
