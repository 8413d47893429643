import type { DeregisterAgentRequest } from '@ameide/contracts/agents/v1/agent_registration_service';
import { requestContext } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import { agentSuperseded } from './refusals.ts';
import { type AgentRegistration, ownerOf, sourceOf } from './register-agent.ts';

export async function deregisterAgent(
  { registered }: Pick<AgentRegistration, 'registered'>,
  { agentId, source }: DeregisterAgentRequest,
  context: HandlerContext,
): Promise<object> {
  const tenantId = ownerOf(requestContext(context));
  const result = await registered.deregister(tenantId, agentId, sourceOf(source));
  if (result === 'agent_superseded') throw agentSuperseded(agentId);
  return {};
}
