import { runPlatformOperator } from '@ameide/primitives/settings';
import { temporalClient } from './adapters/temporal-client.ts';
import { processOperator } from './operator.ts';
import { temporalAddress, temporalConnection, temporalEnvironment } from './temporal-environment.ts';

await runPlatformOperator({
  name: 'process-operator',
  environment: temporalEnvironment,
  operator: (settings, environment) =>
    processOperator(settings, {
      temporal: temporalClient(temporalConnection(environment)),
      address: temporalAddress(environment),
    }),
});
