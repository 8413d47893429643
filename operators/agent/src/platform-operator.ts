import { definePlatformOperator } from '@ameide/primitives/settings';
import { gatewayRegistries } from './adapters/gateway-registry.ts';
import { agentEnvironment, agentSettings } from './environment.ts';
import { agentOperator } from './operator.ts';

/** Made from the environment of a process. */
export const agentPlatformOperator = definePlatformOperator({
  name: 'agent-operator',
  environment: agentEnvironment,
  operator(settings, environment) {
    const registryAt = gatewayRegistries();
    const registry = registryAt(environment.GATEWAY_URL, environment.INTERNAL_SECRET);
    return agentOperator(agentSettings(settings, environment), { registry, registryAt });
  },
});
