import type { IncomingMessage, ServerResponse } from 'node:http';
import { toConnectError } from '../errors/connect-error.ts';
import { ServiceError } from '../errors/service-error.ts';
import { createHealth, type ReadinessCheck } from '../health/health.ts';
import { createStatus } from '../health/status.ts';
import {
  type ConnectionLimits,
  createLimitedServer,
  DEFAULT_LIMITS,
  refusalBody,
  tooManyConnections,
} from '../http/connection-limits.ts';
import { isHttp2 } from '../http/http2-connections.ts';
import { listen } from '../http/listen.ts';
import { createHttpApis } from '../http-api/serve-http.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createCrossOrigin } from './cross-origin.ts';
import { createHttpHandler } from './http-handler.ts';
import type { RpcPipeline } from './pipeline.ts';
import type { RpcAnswer, RpcRequest } from './rpc-exchange.ts';
import type { Service } from './service.ts';

/** What an RPC server is made with. */
export interface RpcServerOptions {
  readonly pipeline: RpcPipeline;
  /** By the names that `/readyz` shows. */
  readonly services: Readonly<Record<string, Service>>;
  readonly logger: Logger;
  /** 0 for any free one. */
  readonly port: number;
  /** All interfaces by default. */
  readonly host?: string;
  /** Further things that `/readyz` asks. */
  readonly checks?: Readonly<Record<string, ReadinessCheck>>;
  /** Origins whose pages may call, exact; none by default. */
  readonly corsOrigins?: readonly string[];
  /** Serves paths that are neither RPCs nor health nor status; answers 404 by default. */
  readonly fallback?: (request: IncomingMessage, response: ServerResponse) => void;
  /**
   * How long calls are accepted after `stop` over connections that end with their answers, in ms, so that nobody sends one into a
   * connection that is being closed; not longer than there are connections, and 0 by default.
   */
  readonly lingerMs?: number;
  /** How long calls may go on after that, in ms; 10,000 by default. */
  readonly graceMs?: number;
  /** Time-outs and the number of connections, where they shall not be the default ones. */
  readonly limits?: Partial<ConnectionLimits>;
}

/** Services behind one port. */
export interface RpcServer {
  /** Starts the services, then listens. Rejects with the error of `listen`, such as one with the code EADDRINUSE. */
  start(): Promise<{ readonly port: number }>;
  /** Answers an RPC that a proxy of the same process has received; undefined for a path that is no RPC. */
  exchange(request: RpcRequest): Promise<RpcAnswer> | undefined;
  /**
   * Is not ready from now on, has the services end their streams, and takes leave of connections as they are used; then accepts no
   * more, waits for open calls, breaks off what is left after the grace time, and stops the services. May be called more than once.
   */
  stop(): Promise<void>;
}

const LAST_WORDS_MS = 250;

/** Serves services by Connect, gRPC and gRPC-Web over HTTP/1.1 and HTTP/2, with `/healthz`, `/readyz` and, if one has a status, `/status`. */
export function createRpcServer(options: RpcServerOptions): RpcServer {
  const { logger, pipeline, lingerMs = 0, graceMs = 10_000 } = options;
  const services = Object.values(options.services);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const shutdown = new AbortController();
  const routes = services.map((service) => service.routes);
  const rpcs = createHttpHandler({ routes, pipeline, logger, limits, shutdownSignal: shutdown.signal });
  const findHttp = createHttpApis({
    apis: services.flatMap(({ http = [] }) => http),
    ...{ pipeline, logger, limits, shutdownSignal: shutdown.signal },
  });
  const crossOrigin = createCrossOrigin(options.corsOrigins);
  const fallback = options.fallback ?? ((_request, response) => response.writeHead(404).end());
  const ready = Object.entries(options.services).map(([name, service]) => [name, () => service.ready()] as const);
  let stopping: Promise<void> | undefined;
  const notStopping = async () => {
    if (stopping !== undefined) throw new Error('the server is stopping');
  };
  const health = createHealth({
    logger,
    degradations: Object.fromEntries(
      Object.entries(options.services).flatMap(([name, service]) =>
        service.degraded ? [[name, () => service.degraded!()]] : [],
      ),
    ),
    checks: { server: notStopping, ...Object.fromEntries(ready), ...options.checks },
  });
  const status = createStatus({
    logger,
    sources: services.flatMap((service) => (service.status ? [() => service.status!()] : [])),
  });

  let openCalls = 0;
  let accepting = true;
  const answered = Promise.withResolvers<void>();
  const countDown = () => {
    openCalls -= 1;
    if (!accepting && openCalls === 0) answered.resolve();
  };

  const { server, isSurplus, whenLeft, leave, destroyAll } = createLimitedServer((request, response) => {
    openCalls += 1;
    response.once('close', countDown);
    const path = request.url?.split('?', 1)[0] ?? '';
    const handle = rpcs.find(path) ?? (isHttp2(request) ? undefined : findHttp(request.method ?? '', path));
    if (stopping !== undefined && !isHttp2(request)) response.setHeader('connection', 'close');
    // What watches over the server is answered also when it has too much to do.
    if (handle === undefined && (health(request, response) || status(request, response))) return;
    if (isSurplus(request)) {
      response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
      response.end(refusalBody(tooManyConnections()));
    } else if (handle === undefined) {
      if (isHttp2(request)) response.writeHead(505).end();
      else fallback(request, response);
    } else if (!crossOrigin(request, response)) {
      void handle(request, response);
    }
  }, limits);

  const each = async (step: (service: Service) => Promise<void> | undefined) => {
    for (const result of await Promise.allSettled(services.map(step)))
      if (result.status === 'rejected') logger.error({ err: result.reason }, 'stop failed');
  };
  const stop = async () => {
    const drained = each((service) => service.drain?.());
    leave();
    if (lingerMs > 0) await within(lingerMs, whenLeft());
    accepting = false;
    const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : Promise.resolve();
    if (openCalls === 0) answered.resolve();
    await within(graceMs, Promise.all([drained, answered.promise]));
    shutdown.abort(toConnectError(serverStopping(), ''));
    await within(LAST_WORDS_MS, answered.promise);
    destroyAll();
    await closed;
    await each((service) => service.stop());
    await rpcs.stop();
  };

  return {
    async start() {
      for (const service of services) await service.start();
      return { port: await listen(server, options.port, options.host) };
    },
    exchange: (request) => rpcs.exchange(request),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** The refusal with which streams end when a service stops. The client continues with another replica. */
export function serverStopping(): ServiceError {
  return new ServiceError('unavailable', 'server_stopping', 'The service is stopping. Connect again to go on.');
}

async function within(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
