import { createRouterTransport, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { RpcPipeline } from './pipeline.ts';
import type { Routes } from './service.ts';
import { tracing } from './tracing.ts';

/**
 * Calls services of the same process through the same pipeline as calls over HTTP, so that they authenticate, validate
 * and refuse alike.
 *
 * @param routes asked at the first call, since services need a transport before they exist
 */
export function createInProcessTransport(routes: () => readonly Routes[], pipeline: RpcPipeline): Transport {
  let transport: Transport | undefined;
  const open = () => {
    transport ??= createRouterTransport((router) => routes().forEach((register) => void register(router)), {
      router: pipeline,
      transport: { interceptors: [tracing] },
    });
    return transport;
  };
  return {
    unary: (...call) => open().unary(...call),
    stream: (...call) => open().stream(...call),
  };
}

/** Calls services of another process, at `baseUrl` such as `http://threads:8080`. Connections are kept alive. */
export function createServiceTransport(baseUrl: string): Transport {
  return createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true, interceptors: [tracing] });
}
