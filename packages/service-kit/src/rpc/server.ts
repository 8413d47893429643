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
import { listen } from '../http/listen.ts';
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
  /** How long calls may go on after `stop`, in ms; 10,000 by default. */
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
   * Accepts no more connections, stops the services, waits for open calls, and breaks off what is left after the grace
   * time. May be called more than once.
   */
  stop(): Promise<void>;
}

const LAST_WORDS_MS = 250;

/** Serves services by Connect and gRPC-Web over HTTP/1.1, with `/healthz`, `/readyz` and, if one has a status, `/status`. */
export function createRpcServer(options: RpcServerOptions): RpcServer {
  const { logger, pipeline, graceMs = 10_000 } = options;
  const services = Object.values(options.services);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const shutdown = new AbortController();
  const routes = services.map((service) => service.routes);
  const rpcs = createHttpHandler({ routes, pipeline, logger, limits, shutdownSignal: shutdown.signal });
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
  const drained = Promise.withResolvers<void>();
  const countDown = () => {
    openCalls -= 1;
    if (stopping !== undefined && openCalls === 0) drained.resolve();
  };

  const { server, isSurplus } = createLimitedServer((request, response) => {
    openCalls += 1;
    response.once('close', countDown);
    const handle = rpcs.find(request.url?.split('?', 1)[0] ?? '');
    if (stopping !== undefined) response.setHeader('connection', 'close');
    // What watches over the server is answered also when it has too much to do.
    if (handle === undefined && (health(request, response) || status(request, response))) return;
    if (isSurplus(request)) {
      response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
      response.end(refusalBody(tooManyConnections()));
    } else if (handle === undefined) {
      fallback(request, response);
    } else if (!crossOrigin(request, response)) {
      void handle(request, response);
    }
  }, limits);

  const stop = async () => {
    const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : Promise.resolve();
    if (openCalls === 0) drained.resolve();
    const stopped = Promise.allSettled(services.map((service) => service.stop())).then((results) => {
      for (const result of results)
        if (result.status === 'rejected') logger.error({ err: result.reason }, 'stop failed');
    });
    await within(graceMs, Promise.all([stopped, drained.promise]));
    shutdown.abort(toConnectError(serverStopping(), ''));
    await within(LAST_WORDS_MS, drained.promise);
    server.closeAllConnections();
    await closed;
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
