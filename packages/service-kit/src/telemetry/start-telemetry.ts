import type { MeterProviderOptions } from '@opentelemetry/sdk-metrics';

/** What is measured, and where it goes. */
export interface TelemetryOptions {
  /** The name of the service. */
  readonly service: string;
  /** Of an OTLP collector. */
  readonly endpoint: string | undefined;
  /** Where Prometheus asks for `/metrics`; 0 for any free one. */
  readonly metricsPort?: number | undefined;
}

/** Telemetry that was switched on. */
export interface Telemetry {
  readonly metricsPort?: number;
  /** Sends what is still waiting. Never throws; waits for at most what the exporter waits. */
  stop(): Promise<void>;
}

/**
 * Exports traces by OTLP, if there is an endpoint, and metrics once: to Prometheus, if there is a port for it, else by OTLP.
 * Without either nothing is loaded and nothing is measured. The exporters themselves read the standard `OTEL_*` variables.
 *
 * @throws the error of `listen`, such as one with the code EADDRINUSE
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, endpoint, metricsPort } = options;
  if (endpoint === undefined && metricsPort === undefined) return { stop: async () => {} };
  const { durationBuckets } = await import('./duration-buckets.ts');
  const prometheus = metricsPort === undefined ? undefined : await startPrometheus(metricsPort);
  const measuring = { views: [durationBuckets], ...(prometheus && { readers: [prometheus.reader] }) };
  const shutdown = endpoint === undefined ? await startMetrics(service, measuring) : await startSdk(service, measuring);
  return {
    ...(prometheus && { metricsPort: prometheus.port }),
    async stop() {
      await prometheus?.close();
      await shutdown().catch(() => {});
    },
  };
}

type Measuring = Pick<MeterProviderOptions, 'views' | 'readers'>;

/** What is not asked for is not loaded: without OTLP a process is some 15 MB smaller. */
async function startMetrics(service: string, measuring: Measuring): Promise<() => Promise<void>> {
  const { metrics } = await import('@opentelemetry/api');
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = await import(
    '@opentelemetry/resources'
  );
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'service.name': service }));
  const provider = new MeterProvider({ resource, ...measuring });
  metrics.setGlobalMeterProvider(provider);
  return () => provider.shutdown();
}

async function startSdk(service: string, { views = [], readers }: Measuring): Promise<() => Promise<void>> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    serviceName: service,
    instrumentations: [],
    views,
    ...(readers && { metricReaders: readers }),
  });
  sdk.start();
  return () => sdk.shutdown();
}

async function startPrometheus(port: number) {
  const { startPrometheusEndpoint } = await import('./prometheus-endpoint.ts');
  return startPrometheusEndpoint(port);
}
