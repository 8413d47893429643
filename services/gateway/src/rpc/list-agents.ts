import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { agentToWire } from '../wire/agent.ts';

export const listAgents = ({ agents }: GatewayDeps) =>
  unary(AgentRegistryService.method.listAgents, 'graph.viewer', async (_request, { tenantId }) => {
    const known = await agents.all(tenantId);
    return { agents: known.map(({ profile }) => agentToWire(profile)) };
  });
