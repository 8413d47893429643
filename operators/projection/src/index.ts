export { PROJECTION_PARTS } from './desired.ts';
export type { Freshness } from './freshness.ts';
export { projectionOperator } from './operator.ts';
export { projectionPlatformOperator } from './platform-operator.ts';
export type { FreshnessProbe, ProjectionPorts, ServiceRef } from './ports.ts';
export { type Projection, projection } from './resource.ts';
export type { ProjectionSettings } from './settings.ts';
