import { AgentPolicyService } from '@ameide/contracts/agents/v1/agent_policy_service';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { InteractionService } from '@ameide/contracts/agents/v1/interaction_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';

/** The agents that a person may ask, and what their tenant demands of them. */
export interface Agents {
  readonly agents: Client<typeof AgentRegistryService>;
  readonly agentPolicies: Client<typeof AgentPolicyService>;
  /** What agents have asked models and tools, for administrators. */
  readonly interactions: Client<typeof InteractionService>;
}

export function createAgents({ transport }: Connection): Agents {
  return {
    agents: createClient(AgentRegistryService, transport),
    agentPolicies: createClient(AgentPolicyService, transport),
    interactions: createClient(InteractionService, transport),
  };
}
