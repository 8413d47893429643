import { batchLines, type FlushableDestination } from '@ameide/service-kit/telemetry';
import { destination } from 'pino';

/** A log file that lines are appended to in the background; `flushSync` writes what is still waiting. */
export function openLogFile(path: string): FlushableDestination {
  return batchLines(destination({ dest: path, append: true, mkdir: true, sync: false }));
}
