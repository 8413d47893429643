import { once } from 'node:events';
import { batchLines, type FlushableDestination } from '@ameide/service-kit/telemetry';
import { destination } from 'pino';

/** Of lines that wait for a disk that is full; more are lost. */
const MAX_WAITING_CHARACTERS = 1024 * 1024;

/**
 * A log file that lines are appended to in the background; `flushSync` writes what is still waiting.
 * @param onFault told when lines cannot be written, once until they can be again; lines wait, and the process goes on
 */
export async function openLogFile(path: string, onFault: (error: Error) => void): Promise<FlushableDestination> {
  const file = destination({ dest: path, append: true, mkdir: true, sync: false, maxLength: MAX_WAITING_CHARACTERS });
  // A process that ends before that would fail at its last flush.
  await once(file, 'ready');
  let isTold = false;
  file.on('error', (error: Error) => {
    if (!isTold) onFault(error);
    isTold = true;
  });
  file.on('write', () => {
    isTold = false;
  });
  return batchLines(file);
}
