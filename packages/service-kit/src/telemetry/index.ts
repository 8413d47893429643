export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { startTelemetry, type Telemetry } from './start-telemetry.ts';
