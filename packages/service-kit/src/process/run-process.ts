import type { output, ZodType } from 'zod';
import { ConfigError, type Environment, loadConfig, type RuntimeEnvironment } from '../config/index.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { startTelemetry } from '../telemetry/start-telemetry.ts';

/** For all steps of a stop together, in ms; what is not over then will not be. Kubernetes is patient for longer. */
const STOP_MS = 30_000;

/** What a process is given while it starts. */
export interface RunningProcess {
  readonly logger: Logger;
  /** Remembers what ends something that was started. The last one is ended first, also when the start fails half way. */
  onStop(step: () => Promise<void>): void;
}

/** Something that runs as a process of its own. */
export interface ProcessDefinition<S extends ZodType<RuntimeEnvironment>> {
  /** Name in logs and metrics. */
  readonly name: string;
  /** `runtimeEnvironment`, and what else is read. */
  readonly schema: S;
  /** `process.env`. */
  readonly env: Environment;
  /** Starts it; resolves when it serves, with where. */
  start(environment: Readonly<output<S>>, running: RunningProcess): Promise<{ readonly port: number }>;
}

/**
 * Runs until the process is told to end by SIGTERM or SIGINT, then ends what it does in good order, with code 0, after 30 seconds
 * also what has not ended by then. When it cannot start, the process says why and ends with code 1.
 */
export async function runProcess<S extends ZodType<RuntimeEnvironment>>(
  definition: ProcessDefinition<S>,
): Promise<void> {
  try {
    await start(definition, loadConfig(definition.schema, definition.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** @throws ConfigError */
async function start<S extends ZodType<RuntimeEnvironment>>(
  definition: ProcessDefinition<S>,
  environment: Readonly<output<S>>,
): Promise<void> {
  const { LOG_LEVEL: level, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, METRICS_PORT: metricsPort } = environment;
  const service = definition.name;
  const logger = createLogger({ service, level });
  const undo: (() => Promise<void>)[] = [];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
      await step().catch((err: unknown) => logger.error({ err }, 'stop failed'));
    }
  };
  const end = () => {
    // It does not keep the process, but ends one that something else keeps.
    setTimeout(() => {
      logger.error({ afterMs: STOP_MS }, 'not everything has ended in time');
      process.exit();
    }, STOP_MS).unref();
    return stop();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  try {
    const telemetry = await startTelemetry({ service, endpoint, metricsPort });
    undo.push(() => telemetry.stop());
    const { port } = await definition.start(environment, { logger, onStop: (step) => void undo.push(step) });
    if (stopping) await stop();
    else logger.info({ port, metricsPort: telemetry.metricsPort }, 'listening');
  } catch (err) {
    const told = stopping;
    await stop();
    if (told) return;
    if (err instanceof ConfigError) throw err;
    logger.fatal({ err }, 'cannot start');
    process.exitCode = 1;
  }
}
