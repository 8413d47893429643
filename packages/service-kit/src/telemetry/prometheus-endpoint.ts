import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { type SmallServer, startSmallServer } from '../http/small-server.ts';

/** `/metrics` for Prometheus: what the reader has been given to measure. */
export interface PrometheusEndpoint extends SmallServer {
  readonly reader: IMetricReader;
}

/** @throws the error of `listen`, such as one with the code EADDRINUSE */
export async function startPrometheusEndpoint(port: number): Promise<PrometheusEndpoint> {
  // Its own server would listen on localhost only, and would keep an error to itself.
  const reader = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const server = await startSmallServer(port, (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return false;
    reader.getMetricsRequestHandler(request, response);
    return true;
  });
  return { ...server, reader };
}
