import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { identityOf, unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { providersToWire } from '../wire/provider.ts';

export const listProviders = ({ agents, modelProviders }: GatewayDeps) =>
  unary(AgentRegistryService.method.listProviders, 'graph.viewer', async (_request, caller) => {
    const [known, providers] = await Promise.all([
      agents.all(caller.tenantId),
      modelProviders.report(identityOf(caller), caller.signal),
    ]);
    const used = known.filter(({ runsOn }) => 'definition' in runsOn).map(({ profile }) => profile.model);
    return { providers: providersToWire(providers, used) };
  });
