import { Pool } from 'undici';
import type { Credentials } from './credentials.ts';

/** Longer than a pause between two resyncs of a busy operator, shorter than the 90 s after which the server closes. */
const KEEP_ALIVE_MS = 60_000;
const CONNECT_MS = 3_000;
/** After so much silence, in ms, the kernel asks whether the peer is still there, and ends the connection if not. */
const PROBE_AFTER_MS = 15_000;

/** The two pools of one API server. */
export interface Connections {
  /** For requests that end soon; at most `limit` connections. */
  readonly requests: Pool;
  /** For watches: each holds a connection for as long as it runs, so they must not share the requests' ones. */
  readonly watches: Pool;
}

/** Keeps connections, and replaces them when they can no longer be trusted. */
export interface ConnectionSource {
  /** Connections that are authenticated as `credentials` say. */
  get(credentials: Credentials): Connections;
  /**
   * Something was silent on `connections`. After a death without FIN or RST every idle connection is as dead, so new
   * requests get new ones; what runs on the old ones may end by itself.
   */
  replace(connections: Connections): void;
  close(): Promise<void>;
  /** How many connections were opened so far. */
  readonly opened: number;
}

/** @param limit connections for requests */
export function createConnectionSource(origin: string, limit: number): ConnectionSource {
  let opened = 0;
  let current: { readonly identity: string; readonly connections: Connections } | undefined;

  const open = (credentials: Credentials): Connections => {
    const options = {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectTimeout: CONNECT_MS,
      bodyTimeout: 0,
      connect: { ...credentials.tls, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS, timeout: CONNECT_MS },
    };
    const requests = new Pool(origin, { ...options, connections: limit });
    const watches = new Pool(origin, options);
    for (const pool of [requests, watches]) pool.on('connect', () => void opened++);
    return { requests, watches };
  };
  const retire = ({ requests, watches }: Connections) => {
    for (const pool of [requests, watches]) pool.close().catch(() => {});
  };

  return {
    get(credentials) {
      if (current?.identity !== credentials.identity) {
        if (current !== undefined) retire(current.connections);
        current = { identity: credentials.identity, connections: open(credentials) };
      }
      return current.connections;
    },
    replace(connections) {
      if (current?.connections !== connections) return;
      current = undefined;
      retire(connections);
    },
    async close() {
      const last = current?.connections;
      current = undefined;
      if (last !== undefined) await Promise.all([last.requests.destroy(), last.watches.destroy()]);
    },
    get opened() {
      return opened;
    },
  };
}
