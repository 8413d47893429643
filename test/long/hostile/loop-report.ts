import { createServer } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import { createLoopWatch } from '@ameide/service-kit/testing';

/*
 * Loaded into a process before its own code: tells over a socket how long the turns of its event loop took since it was last
 * asked. Nothing of the process knows of it.
 */
const socket = process.env.LOOP_REPORT_SOCKET;
if (socket !== undefined && isMainThread) {
  // Not for what this process starts.
  delete process.env.LOOP_REPORT_SOCKET;
  const watch = createLoopWatch();
  const server = createServer((_, response) => response.end(JSON.stringify(watch.read())));
  server.listen(socket).unref();
}
