export { INTEGRATION_PARTS } from './desired.ts';
export { integrationOperator } from './operator.ts';
export { integrationPlatformOperator } from './platform-operator.ts';
export type { FlowRuntimes, IntegrationPorts, RuntimeAnswer, ServiceRef } from './ports.ts';
export { type Integration, integration } from './resource.ts';
export type { IntegrationSettings } from './settings.ts';
