import type { Agent } from '@ameide/contracts/agents/v1/agent';
import { requestContext } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import type { AgentRegistry } from '../app/ports.ts';

export async function listAgents(agents: AgentRegistry, context: HandlerContext): Promise<{ agents: Agent[] }> {
  const { tenantId } = requestContext(context);
  const known = await agents.all(tenantId);
  return { agents: known.map(({ profile }) => profile) };
}
