import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { registerAgent as register } from '../app/register-agent.ts';
import { agentSourceFromWire } from '../wire/agent.ts';
import { refusals } from './refusals.ts';

export const registerAgent = (deps: GatewayDeps) =>
  unary(AgentRegistrationService.method.registerAgent, 'internal', async ({ agent, endpoint, source }, caller) =>
    refusals.accept(await register(deps, caller, { profile: agent!, endpoint, source: agentSourceFromWire(source) })),
  );
