import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** The variables of everything that is a process of its own: services and operators. */
export const runtimeEnvironment = {
  /** RPCs, `/healthz` and `/readyz`; 0 for any free one. */
  PORT: port.default(8080),
  /** `/metrics`; 0 for any free one. */
  METRICS_PORT: port.default(9464),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Traces go there. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
};

const runtimeEnvironmentSchema = z.object(runtimeEnvironment);
export type RuntimeEnvironment = Readonly<z.output<typeof runtimeEnvironmentSchema>>;
