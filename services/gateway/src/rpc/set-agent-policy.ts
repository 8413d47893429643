import { AgentPolicyService } from '@ameide/contracts/agents/v1/agent_policy_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { agentPolicyFromWire } from '../wire/agent-policy.ts';

export const setAgentPolicy = ({ agentPolicies }: GatewayDeps) =>
  unary(AgentPolicyService.method.setAgentPolicy, 'graph.admin', async ({ policy }, caller) => {
    await agentPolicies.set(caller, agentPolicyFromWire(policy!));
    return { policy: policy! };
  });
