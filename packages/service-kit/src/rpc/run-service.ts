import type { output, ZodType } from 'zod';
import { createAuthenticator } from '../auth/index.ts';
import { ConfigError, type Environment, loadConfig, type ProcessEnvironment } from '../config/index.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { startTelemetry } from '../telemetry/start-telemetry.ts';
import { createRpcPipeline } from './pipeline.ts';
import { createRpcServer } from './server.ts';
import type { Service } from './service.ts';

/** What a service has for itself while its process runs. */
export interface OpenedService {
  readonly service: Service;
  /** Closes pools and connections, after the service has stopped. */
  close(): Promise<void>;
}

/** A service as a process of its own. */
export interface ServiceProcess<S extends ZodType<ProcessEnvironment>> {
  /** Name in logs, traces and `/readyz`. */
  readonly name: string;
  /** `processEnvironment`, and what else the service reads. */
  readonly schema: S;
  /** `process.env`. */
  readonly env: Environment;
  /** Brings schemas up to date, opens pools and makes the service. */
  open(environment: Readonly<output<S>>, logger: Logger): Promise<OpenedService>;
}

/**
 * Runs a service until the process is told to end by SIGTERM or SIGINT, then ends what it does in good order. When it
 * cannot start, the process says why and ends with code 1.
 */
export async function runService<S extends ZodType<ProcessEnvironment>>(definition: ServiceProcess<S>): Promise<void> {
  const { name, schema, env } = definition;
  let environment: Readonly<output<S>>;
  try {
    environment = loadConfig(schema, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const logger = createLogger({ service: name, level: environment.LOG_LEVEL });
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) {
      await step().catch((err: unknown) => logger.error({ err }, 'stop failed'));
    }
  };
  try {
    const telemetry = await startTelemetry({ service: name, endpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT });
    undo.push(() => telemetry.stop());
    const { service, close } = await definition.open(environment, logger);
    undo.push(close);
    const { INTERNAL_SECRET: internalSecret, OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, PORT: port } = environment;
    const authenticator = createAuthenticator({ issuer, audience, internalSecret });
    const pipeline = createRpcPipeline({ authenticator, logger });
    const server = createRpcServer({ pipeline, services: { [name]: service }, logger, port });
    undo.push(() => server.stop());
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    logger.info(await server.start(), 'listening');
  } catch (err) {
    logger.fatal({ err }, 'cannot start');
    process.exitCode = 1;
    await stop();
  }
}
