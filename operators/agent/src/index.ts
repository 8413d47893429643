export { AGENT_PARTS } from './desired.ts';
export { agentOperator } from './operator.ts';
export { agentPlatformOperator } from './platform-operator.ts';
export type { AgentPorts, AgentRegistry, AgentSource, GatewayAnswer, Registration } from './ports.ts';
export { type Agent, agent } from './resource.ts';
export type { AgentSettings } from './settings.ts';
