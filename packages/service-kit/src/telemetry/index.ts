export { batchLines, type FlushableDestination } from './batched-lines.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.ts';
