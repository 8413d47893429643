export { createHealth, type HealthOptions, type ReadinessCheck } from './health.ts';
