import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorToJson } from '@connectrpc/connect/protocol-connect';
import { toConnectError } from '../errors/connect-error.ts';
import { ServiceError } from '../errors/service-error.ts';
import { tellApart } from './first-bytes.ts';
import { createHttp2Connections, isHttp2 } from './http2-connections.ts';

/** What a server puts up with, whoever is at the other end; durations in ms. */
export interface ConnectionLimits {
  /** For the head of a request, from the connection or from its first byte on. */
  readonly headMs: number;
  /** Without a byte, while the body of a request is awaited. */
  readonly bodyPauseMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** Without taking a byte of what is ready for it. A stream that has nothing to say may be silent for as long as it likes. */
  readonly unreadMs: number;
  /** At once. What comes beyond is refused, and without an answer when it is a tenth more. */
  readonly connections: number;
}

export const DEFAULT_LIMITS: ConnectionLimits = {
  headMs: 10_000,
  bodyPauseMs: 20_000,
  requestMs: 300_000,
  unreadMs: 300_000,
  connections: 10_000,
};

const LOOK_MS = 5_000;

/** What Node says of a head that does not come. */
const TOO_LATE = Object.assign(new Error('the request does not begin'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

/** A server of HTTP/1.1 and, without TLS, HTTP/2 on one port that nobody holds up by being slow, silent or many. */
export interface LimitedServer {
  /** Listens; what it says of connections is of those that speak HTTP/1.1. */
  readonly server: Server;
  /** Whether the request has come over a connection that is one too many. */
  isSurplus(request: IncomingMessage): boolean;
  /** Resolves once no connection is open, idle ones included; at once if there is none. */
  whenLeft(): Promise<void>;
  /** Has clients of HTTP/2 use other connections from now on. */
  leave(): void;
  /** Breaks off what is still open. */
  destroyAll(): void;
}

/** What goes wrong before there is a request is answered in the form of Connect's errors, if an answer is still possible. */
export function createLimitedServer(listener: RequestListener, limits: ConnectionLimits): LimitedServer {
  const { headMs, requestMs, unreadMs, connections } = limits;
  const connectionsCheckingInterval = Math.min(headMs, LOOK_MS);
  // Bodies that nobody reads are Node's; of all others `watchPace` tells first.
  const options = {
    headersTimeout: Math.min(headMs, requestMs),
    requestTimeout: requestMs + 2 * connectionsCheckingInterval,
    connectionsCheckingInterval,
  };
  const server = createServer(options, (request, response) => {
    // Node tells of any silence; only the other end's is its fault.
    response.on('timeout', (socket: Socket) => {
      if (socket.writableLength > 0) socket.destroy();
    });
    response.once('finish', () => {
      if (!request.complete && !isHttp2(request)) leaveLater(request, limits, server.keepAliveTimeout);
    });
    listener(request, response);
  });
  server.timeout = unreadMs;
  server.maxConnections = Math.ceil(connections * 1.1);
  const surplus = new WeakSet<Socket>();
  let open = 0;
  let left = Promise.withResolvers<void>();
  const http2 = createHttp2Connections(listener, unreadMs);
  const undecided = new Set<Socket>();
  const serveHttp1 = server.listeners('connection')[0] as (socket: Socket) => void;
  server.off('connection', serveHttp1);
  server.on('connection', (socket) => {
    open += 1;
    undecided.add(socket);
    tellApart(socket, headMs, {
      http1(told) {
        undecided.delete(told);
        serveHttp1.call(server, told);
      },
      http2(told) {
        undecided.delete(told);
        if (surplus.has(told)) told.destroy();
        else http2.serve(told);
      },
      late: (silent) => void server.emit('clientError', TOO_LATE, silent),
    });
    socket.once('close', () => {
      undecided.delete(socket);
      open -= 1;
      if (open > 0) return;
      left.resolve();
      left = Promise.withResolvers();
    });
    if (open <= connections) return;
    surplus.add(socket);
    server.closeIdleConnections();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    // Something is or was answered here, so that this would be taken for a part of it.
    if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy();
    const [status, refusal] = refusalOf(error);
    socket.end(responseOf(status, refusal), () => socket.destroy());
  });
  return {
    server,
    isSurplus: ({ socket }) => open > connections && surplus.has(socket),
    whenLeft: async () => (open === 0 ? undefined : left.promise),
    leave: () => http2.leave(),
    destroyAll() {
      server.closeAllConnections();
      http2.destroyAll();
      for (const socket of undecided) socket.destroy();
    },
  };
}

/** The refusal of a request that takes too long to arrive. */
export function requestTooSlow(): ServiceError {
  return new ServiceError(
    'deadline_exceeded',
    'request_too_slow',
    'The request did not arrive in time. Send it again.',
  );
}

/** The refusal of what comes over a connection that is one too many. */
export function tooManyConnections(): ServiceError {
  const message = 'The server has too many connections. Try again later, or use fewer.';
  return new ServiceError('unavailable', 'too_many_connections', message);
}

/** A refusal as the body of an HTTP response. */
export function refusalBody(refusal: ServiceError): string {
  return JSON.stringify(errorToJson(toConnectError(refusal, ''), undefined));
}

/**
 * Whoever is still sending what was answered already gets time to see the answer: as long as it sends, since a connection that is
 * closed on what it sends loses the answer too.
 */
function leaveLater(request: IncomingMessage, { bodyPauseMs, requestMs }: ConnectionLimits, keepAliveMs: number): void {
  const { socket } = request;
  if (socket.destroyed) return;
  const end = performance.now() + requestMs;
  let seen = socket.bytesRead;
  let open = true;
  const timer = setInterval(() => {
    // What has come while this process was busy is read before.
    setImmediate(() => {
      if (!open) return;
      if (socket.bytesRead === seen || performance.now() > end) socket.destroy();
      seen = socket.bytesRead;
    });
  }, bodyPauseMs);
  // Node waits for the next request from the answer on.
  socket.setTimeout(0);
  // A connection outlives its requests: each of them cleans up after itself.
  const over = () => {
    open = false;
    clearInterval(timer);
    request.off('close', over);
    socket.off('close', over);
    socket.setTimeout(keepAliveMs);
  };
  request.once('close', over);
  socket.once('close', over);
}

function refusalOf({ code }: NodeJS.ErrnoException): [status: number, refusal: ServiceError] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, requestTooSlow()];
    case 'HPE_HEADER_OVERFLOW':
      return [
        431,
        new ServiceError('resource_exhausted', 'headers_too_large', 'The headers of the request are too large.'),
      ];
    default:
      return [400, new ServiceError('invalid_argument', 'message_malformed', 'This is no request of HTTP/1.1.')];
  }
}

function responseOf(status: number, refusal: ServiceError): string {
  const body = refusalBody(refusal);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
