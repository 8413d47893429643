import type { RequestListener } from 'node:http';
import { constants, createServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** Calls at once over one connection. */
const CALLS = 128;

/** Connections that speak HTTP/2 without TLS. */
export interface Http2Connections {
  /** Serves a connection; nothing of it may have been read. */
  serve(socket: Socket): void;
  /** Has clients use other connections from now on; what was called is answered. */
  leave(): void;
  destroyAll(): void;
}

/**
 * @param listener gets requests in Node's form for HTTP/1.1, as far as one can have it
 * @param unreadMs after which a call is ended whose client takes nothing, and a connection without calls is closed
 */
export function createHttp2Connections(listener: RequestListener, unreadMs: number): Http2Connections {
  const sessions = new Set<ServerHttp2Session>();
  let leaving = false;
  const server = createServer({ settings: { maxConcurrentStreams: CALLS } }, (request, response) => {
    if (leaving) request.stream.session?.close();
    listener(request as never, response as never);
  });
  server.on('session', (session) => {
    let calls = 0;
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // A broken connection ends its calls; nobody else minds.
    session.on('error', () => undefined);
    session.setTimeout(unreadMs, () => {
      if (calls === 0) session.close();
    });
    session.on('stream', (stream) => {
      calls += 1;
      stream.once('close', () => {
        calls -= 1;
      });
      stream.on('error', () => undefined);
      stream.setTimeout(unreadMs, () => {
        if (stream.writableLength > 0) stream.close(constants.NGHTTP2_CANCEL);
      });
    });
  });
  server.on('sessionError', () => undefined);
  return {
    serve: (socket) => void server.emit('connection', socket),
    leave() {
      leaving = true;
      for (const session of sessions) session.close();
    },
    destroyAll() {
      for (const session of sessions) session.destroy();
    },
  };
}

/** Whether a request has come over HTTP/2. */
export function isHttp2(request: object): request is Http2ServerRequest {
  return 'stream' in request;
}
