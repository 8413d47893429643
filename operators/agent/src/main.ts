import { runOperator } from '@ameide/operator-kit/run';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createGatewayRegistry } from './adapters/gateway-registry.ts';
import { agentEnvironment, agentSettings } from './environment.ts';
import { agentOperator } from './operator.ts';

await runOperator({
  name: 'agent-operator',
  environment: agentEnvironment,
  env: process.env,
  operator: (environment) => {
    const gateway = createServiceTransport(environment.GATEWAY_URL);
    return agentOperator(agentSettings(environment), createGatewayRegistry(gateway, environment.INTERNAL_SECRET));
  },
});
