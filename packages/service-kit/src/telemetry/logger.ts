import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { batchLines } from './batched-lines.ts';

export type { Logger };

/** What a logger is made with. */
export interface LoggerOptions {
  /** Name of the service; every line has it. */
  readonly service: string;
  /** `debug`, `info`, `warn`, `error` or `silent`; `info` by default. */
  readonly level?: string;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

const SECRETS = ['authorization', 'cookie', 'token', 'password', 'secret', 'apiKey', 'document'];

/** A logger that writes one JSON object per line. Fields that may hold secrets are left out, at the top and one level down. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), remove: true },
    },
    options.destination ?? standardOutput(),
  );
}

/** Of lines that wait to be written; more are lost. */
const MAX_WAITING_CHARACTERS = 1024 * 1024;

let opened: DestinationStream | undefined;

function standardOutput(): DestinationStream {
  if (opened === undefined) {
    // A log that cannot be written, as to a file on a full disk, ends nothing.
    const output = destination({ fd: 1, sync: true, maxLength: MAX_WAITING_CHARACTERS }).on('error', () => undefined);
    opened = batchLines(output);
  }
  return opened;
}

/** What a line says of an error. Nothing else of it: drivers hang connections, keys and statements on their errors. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { name, message, ...code, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
