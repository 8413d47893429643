import { runOperator } from '@ameide/operator-kit/run';
import { platformEnvironment, platformSettings } from '@ameide/primitives/settings';
import { temporalClient } from './adapters/temporal-client.ts';
import { processOperator } from './operator.ts';
import { temporalAddress, temporalConnection, temporalEnvironment } from './temporal-environment.ts';

await runOperator({
  name: 'process-operator',
  environment: { ...platformEnvironment, ...temporalEnvironment },
  env: process.env,
  operator: (environment) =>
    processOperator(platformSettings(environment), {
      temporal: temporalClient(temporalConnection(environment)),
      address: temporalAddress(environment),
    }),
});
