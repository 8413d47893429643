import { AgentPolicyService } from '@ameide/contracts/agents/v1/agent_policy_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { agentPolicyToWire } from '../wire/agent-policy.ts';

export const getAgentPolicy = ({ agentPolicies }: GatewayDeps) =>
  unary(AgentPolicyService.method.getAgentPolicy, 'graph.viewer', async (_request, { tenantId }) => ({
    policy: agentPolicyToWire(await agentPolicies.of(tenantId)),
  }));
