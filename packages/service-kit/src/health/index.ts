export { createHealth, type HealthOptions, type ReadinessCheck } from './health.ts';
export { startHealthServer } from './health-server.ts';
