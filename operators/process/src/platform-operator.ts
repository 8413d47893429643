import { createTransport } from '@ameide/operator-kit';
import { loadKubeConfig } from '@ameide/operator-kit/run';
import { definePlatformOperator } from '@ameide/primitives/settings';
import { temporalAddress, temporalConnection, temporalEnvironment } from '@ameide/primitives/temporal';
import { deploymentRecords } from './adapters/deployment-records.ts';
import { temporalClient } from './adapters/temporal-client.ts';
import { processOperator } from './operator.ts';

/** Made from the environment of a process. */
export const processPlatformOperator = definePlatformOperator({
  name: 'process-operator',
  environment: temporalEnvironment,
  operator: (settings, environment) =>
    processOperator(settings, {
      temporal: temporalClient(temporalConnection(environment)),
      records: deploymentRecords(createTransport({ kubeConfig: loadKubeConfig(environment.KUBECONFIG) }), {
        namespace: environment.POD_NAMESPACE,
        lane: settings.environment,
      }),
      address: temporalAddress(environment),
    }),
});
