import { type SmallServer, startSmallServer } from '../http/small-server.ts';
import { createHealth, type HealthOptions } from './health.ts';

/**
 * Serves `/healthz` and `/readyz`, for a process that serves nothing else there; 0 is any free port.
 *
 * @throws the error of `listen`, such as one with the code EADDRINUSE
 */
export function startHealthServer(port: number, options: HealthOptions): Promise<SmallServer> {
  return startSmallServer(port, createHealth(options));
}
