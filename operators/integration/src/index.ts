export { createHttpFlowRuntimes, type HttpFlowRuntimesOptions } from './adapters/http-flow-runtimes.ts';
export { desired, INTEGRATION_PARTS } from './desired.ts';
export type { IntegrationFacts } from './facts.ts';
export { type IntegrationPorts, integrationOperator } from './operator.ts';
export type { FlowRuntimes, RuntimeAnswer, ServiceRef } from './ports.ts';
export { type IntegrationSpec, type IntegrationStatus, integration } from './resource.ts';
export type { IntegrationSettings } from './settings.ts';
export { status } from './status.ts';
