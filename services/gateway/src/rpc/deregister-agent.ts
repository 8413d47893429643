import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { deregisterAgent as deregister } from '../app/register-agent.ts';
import { agentSourceFromWire } from '../wire/agent.ts';
import { refusals } from './refusals.ts';

export const deregisterAgent = (deps: GatewayDeps) =>
  unary(AgentRegistrationService.method.deregisterAgent, 'internal', async ({ agentId, source }, caller) =>
    refusals.accept(await deregister(deps, caller, agentId, agentSourceFromWire(source))),
  );
