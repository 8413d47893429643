import { type DestinationStream, destination } from 'pino';

/** A log file that lines are appended to in the background; `flushSync` writes what is still waiting. */
export function openLogFile(path: string): DestinationStream & { flushSync(): void } {
  return destination({ dest: path, append: true, mkdir: true, sync: false });
}
