import { lookup } from 'node:dns/promises';
import { connect, getCACertificates, type TLSSocket } from 'node:tls';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';

/** How the hosts of a lane are reached. */
export interface EdgeOptions {
  /** Certificates to trust beside those of the system, in PEM. */
  readonly ca?: string | undefined;
  /** `host:port` that answers for every name, where names do not lead there. */
  readonly connectTo?: string | undefined;
}

/** The lane as a browser meets it. */
export interface Edge {
  readonly fetch: typeof globalThis.fetch;
  /** The names that the certificate of this address is for. @throws Error when it is not trusted or not for this host */
  certificateNames(address: string): Promise<string[]>;
  /** Where the host's name leads. */
  addressOf(host: string): Promise<string>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 15_000;

export function createEdge({ ca, connectTo }: EdgeOptions): Edge {
  // Node replaces its own roots by what it is given, so both are given.
  const trusted = ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
  const connector = buildConnector({ timeout: TIMEOUT_MS, ...trusted });
  const target = (hostname: string, port: string) => {
    if (connectTo !== undefined) {
      const colon = connectTo.lastIndexOf(':');
      return { hostname: connectTo.slice(0, colon), port: connectTo.slice(colon + 1) };
    }
    return { hostname: isLoopback(hostname) ? '127.0.0.1' : hostname, port };
  };
  const agent = new Agent({
    connect: (options, callback) => {
      const where = target(options.hostname, options.port || (options.protocol === 'https:' ? '443' : '80'));
      connector({ ...options, ...where, servername: options.servername ?? options.hostname }, callback);
    },
  });
  return {
    fetch: ((input: string, init: object) =>
      undiciFetch(input, { ...init, dispatcher: agent }).catch((error: Error) => {
        const { message = '', code = '' } = (error.cause ?? {}) as NodeJS.ErrnoException;
        throw new Error(`${input} does not answer: ${[code, message].filter(Boolean).join(' ') || error.message}`);
      })) as unknown as typeof globalThis.fetch,
    certificateNames(address) {
      const url = new URL(address);
      const { hostname: host, port } = target(url.hostname, url.port || '443');
      return new Promise((resolve, reject) => {
        const socket: TLSSocket = connect({ host, port: Number(port), servername: url.hostname, ...trusted }, () => {
          const names = socket.getPeerCertificate().subjectaltname ?? '';
          socket.end();
          resolve(names.split(', ').map((name) => name.replace(/^DNS:/, '')));
        });
        socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`${address} does not answer`)));
        socket.once('error', (error) => reject(new Error(`${url.hostname}: ${error.message}`)));
      });
    },
    async addressOf(host) {
      const { hostname } = target(host, '443');
      return (await lookup(hostname)).address;
    },
    close: () => agent.close(),
  };
}

/** Browsers take every name below `localhost` for this machine; the resolver of a system may not. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}
