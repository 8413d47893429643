import { type AddressInfo, createServer } from 'node:net';
import { EmbeddedPostgresError } from './errors.ts';

/**
 * `wanted` if nothing listens on it, or a free port.
 * @throws EmbeddedPostgresError `port_taken`
 */
export function choosePort(wanted: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause) => {
      const message = `port ${wanted} for the embedded PostgreSQL cannot be used (${cause.message}); stop what listens there, or choose another port`;
      reject(new EmbeddedPostgresError('port_taken', message, { cause }));
    });
    probe.listen({ host: '127.0.0.1', port: wanted ?? 0, exclusive: true }, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
