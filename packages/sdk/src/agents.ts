import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';

/** The agents that a person may ask. */
export interface Agents {
  readonly agents: Client<typeof AgentRegistryService>;
}

export function createAgents({ transport }: Connection): Agents {
  return { agents: createClient(AgentRegistryService, transport) };
}
