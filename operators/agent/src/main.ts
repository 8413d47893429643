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
    const transport = createServiceTransport(environment.GATEWAY_URL);
    const registry = createGatewayRegistry({ transport, secret: environment.INTERNAL_SECRET });
    return agentOperator(agentSettings(environment), { registry });
  },
});
