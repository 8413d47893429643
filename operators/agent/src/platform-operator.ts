import { definePlatformOperator } from '@ameide/primitives/settings';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createGatewayRegistry } from './adapters/gateway-registry.ts';
import { agentEnvironment, agentSettings } from './environment.ts';
import { agentOperator } from './operator.ts';

/** Made from the environment of a process. */
export const agentPlatformOperator = definePlatformOperator({
  name: 'agent-operator',
  environment: agentEnvironment,
  operator(settings, environment) {
    const transport = createServiceTransport(environment.GATEWAY_URL);
    const registry = createGatewayRegistry({ transport, secret: environment.INTERNAL_SECRET });
    return agentOperator(agentSettings(settings, environment), { registry });
  },
});
