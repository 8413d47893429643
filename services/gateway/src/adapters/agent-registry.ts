import type { AgentDefinition, AgentRegistry, KnownAgent, RegisteredAgents } from '../app/ports/agents.ts';
import type { AgentFiles } from './agent-files.ts';

/** The gateway's own agents, whose ids nobody else can have, and those that operators have registered. */
export function createAgentRegistry(files: AgentFiles, registered: RegisteredAgents): AgentRegistry {
  return {
    isOwn: (id) => files.find(id) !== undefined,
    async all(tenantId) {
      const known = [...(await registered.all(tenantId)), ...files.all().map(ownAgent)];
      const byId = new Map(known.map((agent) => [agent.profile.id, agent]));
      return [...byId.values()].sort((a, b) => (a.profile.id < b.profile.id ? -1 : 1));
    },
    async find(tenantId, id) {
      const own = files.find(id);
      return own === undefined ? registered.find(tenantId, id) : ownAgent(own);
    },
  };
}

function ownAgent(definition: AgentDefinition): KnownAgent {
  const { id, name, description, tools, artifactKinds, model } = definition;
  return { profile: { id, name, description, tools, artifactKinds, model }, runsOn: { definition } };
}
