export { AGENT_PARTS, desired } from './desired.ts';
export { agentOperator } from './operator.ts';
export { type AgentRegistry, type AgentSource, ALL_TENANTS, type GatewayAnswer, type Registration } from './ports.ts';
export { type AgentSpec, type AgentStatus, agent } from './resource.ts';
export type { AgentSettings } from './settings.ts';
export { status } from './status.ts';
