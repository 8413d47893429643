import { definePlatformOperator } from '@ameide/primitives/settings';
import { temporalAddress, temporalConnection, temporalEnvironment } from '@ameide/primitives/temporal';
import { temporalClient } from './adapters/temporal-client.ts';
import { processOperator } from './operator.ts';

/** Made from the environment of a process. */
export const processPlatformOperator = definePlatformOperator({
  name: 'process-operator',
  environment: temporalEnvironment,
  operator: (settings, environment) =>
    processOperator(settings, {
      temporal: temporalClient(temporalConnection(environment)),
      address: temporalAddress(environment),
    }),
});
