/** Telemetry that was switched on. */
export interface Telemetry {
  /** Sends what is still waiting. Never throws; waits for at most what the exporter waits. */
  stop(): Promise<void>;
}

const OFF: Telemetry = { stop: async () => {} };

/**
 * Exports traces and metrics by OTLP, if an endpoint is given; otherwise nothing is loaded and nothing is measured.
 * The exporters themselves read the standard `OTEL_*` variables.
 */
export async function startTelemetry(options: {
  readonly service: string;
  readonly endpoint: string | undefined;
}): Promise<Telemetry> {
  if (options.endpoint === undefined) return OFF;
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: options.service, instrumentations: [] });
  sdk.start();
  return { stop: () => sdk.shutdown().catch(() => {}) };
}
