import type {
  RegisterAgentRequest,
  AgentSource as SourceMessage,
} from '@ameide/contracts/agents/v1/agent_registration_service';
import { isTenantId } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { type RequestContext, requestContext, requireInternal } from '@ameide/service-kit/rpc';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { HandlerContext } from '@connectrpc/connect';
import { ALL_TENANTS, type RegisteredAgents } from '../adapters/registered-agents.ts';
import type { AgentRegistry } from '../app/ports.ts';
import type { AgentSource } from '../domain/agent/registration.ts';
import { agentIdTaken, agentSuperseded } from './refusals.ts';

/** What the handlers of AgentRegistrationService work with. */
export interface AgentRegistration {
  readonly agents: AgentRegistry;
  readonly registered: RegisteredAgents;
}

export async function registerAgent(
  { agents, registered }: AgentRegistration,
  { agent: profile, endpoint, source }: RegisterAgentRequest,
  context: HandlerContext,
): Promise<object> {
  const caller = requestContext(context);
  const tenantId = ownerOf(caller);
  if (profile === undefined) throw new ServiceError('invalid_argument', 'invalid_request', 'The agent is missing.');
  if (agents.isOwn(profile.id)) throw agentIdTaken(profile.id);
  const result = await registered.register(tenantId, { profile, endpoint, source: sourceOf(source) });
  switch (result) {
    case 'agent_id_taken':
      throw agentIdTaken(profile.id);
    case 'agent_superseded':
      throw agentSuperseded(profile.id);
    case 'registered':
      caller.logger.info({ agent_id: profile.id, endpoint }, 'an agent was registered');
  }
  return {};
}

/** Whose agents the caller registers: a tenant's, or those of all tenants. */
export function ownerOf(caller: RequestContext): string {
  requireInternal(caller);
  const { tenantId } = caller;
  if (tenantId === ALL_TENANTS || isTenantId(tenantId)) return tenantId;
  throw new ServiceError('invalid_argument', 'invalid_request', 'The call is for no tenant, and not for all: `*`.');
}

export function sourceOf(source: SourceMessage | undefined): AgentSource {
  if (source?.createdAt === undefined) {
    throw new ServiceError('invalid_argument', 'invalid_request', 'The source of the agent is missing.');
  }
  const { namespace, name, createdAt, generation } = source;
  return { namespace, name, createdAt: timestampMs(createdAt), generation };
}
