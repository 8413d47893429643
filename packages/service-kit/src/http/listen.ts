import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** @returns the port @throws the error of `listen`, such as one with the code EADDRINUSE */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    resolve((server.address() as AddressInfo).port);
  });
  return promise;
}
