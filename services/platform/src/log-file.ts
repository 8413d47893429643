import { once } from 'node:events';
import { batchLines, type FlushableDestination } from '@ameide/service-kit/telemetry';
import { destination } from 'pino';

/** A log file that lines are appended to in the background; `flushSync` writes what is still waiting. */
export async function openLogFile(path: string): Promise<FlushableDestination> {
  const file = destination({ dest: path, append: true, mkdir: true, sync: false });
  // A process that ends before that would fail at its last flush.
  await once(file, 'ready');
  return batchLines(file);
}
