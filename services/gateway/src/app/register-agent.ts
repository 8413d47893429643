import { isTenantId } from '@ameide/postgres';
import type { RequestContext } from '@ameide/service-kit/rpc';
import { type AgentSource, ALL_TENANTS } from '../domain/agent/registration.ts';
import type { GatewayDeps } from './deps.ts';
import type { AgentToRegister } from './ports/agents.ts';
import { type Refused, refuse } from './refusal.ts';

/** Registers an agent of the caller's tenant, or of all tenants. */
export async function registerAgent(
  { agents, registered }: GatewayDeps,
  { tenantId, logger }: RequestContext,
  agent: AgentToRegister,
): Promise<object | Refused> {
  const { id } = agent.profile;
  if (!isOwner(tenantId)) return forNobody;
  const result = agents.isOwn(id) ? 'agent_id_taken' : await registered.register(tenantId, agent);
  switch (result) {
    case 'agent_id_taken':
      return refuse(result, `Another agent has the id ${id}; give this one another name.`);
    case 'agent_superseded':
      return refuse(result);
    case 'registered':
      logger.info({ agent_id: id, endpoint: agent.endpoint }, 'an agent was registered');
  }
  return {};
}

/** Takes an agent away. */
export async function deregisterAgent(
  { registered }: GatewayDeps,
  { tenantId }: RequestContext,
  id: string,
  source: AgentSource,
): Promise<object | Refused> {
  if (!isOwner(tenantId)) return forNobody;
  const result = await registered.deregister(tenantId, id, source);
  return result === 'done' ? {} : refuse(result);
}

const forNobody = refuse('invalid_request', 'The call is for no tenant, and not for all: `*`.');

function isOwner(tenantId: string): boolean {
  return tenantId === ALL_TENANTS || isTenantId(tenantId);
}
