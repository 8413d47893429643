import type { Agent } from '@ameide/contracts/agents/v1/agent';
import { AgentSchema } from '@ameide/contracts/agents/v1/agent';
import { create } from '@bufbuild/protobuf';
import type { AgentRegistry } from '../app/ports.ts';

export function listAgents(agents: AgentRegistry): { agents: Agent[] } {
  return {
    agents: agents
      .all()
      .map(({ id, name, description, tools, artifactKinds, model }) =>
        create(AgentSchema, { id, name, description, tools, artifactKinds, model }),
      ),
  };
}
