export type EmbeddedPostgresReason =
  | 'unsupported_platform'
  | 'directory_not_writable'
  | 'directory_in_use'
  | 'disk_full'
  | 'ended'
  | 'port_taken'
  | 'version_mismatch'
  | 'root_refused'
  | 'init_failed'
  | 'no_data'
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

/** What PostgreSQL's programs print, and its log has, when the disk is full. */
const NO_SPACE = 'No space left on device';

export function saysDiskFull(text: string): boolean {
  return text.includes(NO_SPACE);
}

export function diskFull(directory: string, cause: unknown): EmbeddedPostgresError {
  const message = `the disk is full: make room for ${directory} and start again, or choose another directory; what was acknowledged is not lost`;
  return new EmbeddedPostgresError('disk_full', message, { cause });
}

/** An error of the file system as one that says what to do; any other as it is. */
export function toldOf(directory: string, error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (error instanceof EmbeddedPostgresError || syscall === undefined || code === undefined) return error;
  if (code === 'ENOSPC') return diskFull(directory, error);
  const text = `the data directory ${directory} cannot be used (${message}); mend that, or choose another`;
  return new EmbeddedPostgresError('directory_not_writable', text, { cause: error });
}
