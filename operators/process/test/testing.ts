export { startTemporalServer, type TemporalServer, temporalSkipReason } from './fixtures/temporal-server.ts';
export { createWorkers, type Workers } from './fixtures/worker.ts';
