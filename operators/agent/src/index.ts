export { type AgentSpec, type AgentStatus, agent } from './resource.ts';
