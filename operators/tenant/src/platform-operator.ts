import { createTransport } from '@ameide/operator-kit';
import { loadKubeConfig } from '@ameide/operator-kit/run';
import { createAdminClient, keycloakCredentials } from '@ameide/primitives/keycloak';
import { definePlatformOperator } from '@ameide/primitives/settings';
import { callsOf } from '@ameide/primitives/temporal';
import { keycloakIdentity } from './adapters/keycloak/keycloak-identity.ts';
import { kubernetesWorkloads } from './adapters/kubernetes-workloads.ts';
import { s3Buckets } from './adapters/s3/s3-buckets.ts';
import { createS3Client } from './adapters/s3/s3-client.ts';
import { temporalNamespaces } from './adapters/temporal/temporal-namespaces.ts';
import { objectStore, temporalOf, tenantEnvironment } from './environment.ts';
import { tenantOperator } from './operator.ts';

/** Made from the environment of a process. */
export const tenantPlatformOperator = definePlatformOperator({
  name: 'tenant-operator',
  environment: tenantEnvironment,
  operator(settings, environment) {
    const store = objectStore(environment);
    const temporal = temporalOf(environment);
    return tenantOperator(settings, {
      identity: keycloakIdentity({
        admin: createAdminClient({ url: environment.KEYCLOAK_URL, credentials: keycloakCredentials(environment) }),
        sharedIssuer: environment.OIDC_ISSUER,
        audience: environment.OIDC_AUDIENCE,
      }),
      buckets: store && s3Buckets(createS3Client(store)),
      workflows: temporal && temporalNamespaces(callsOf(temporal)),
      workloads: kubernetesWorkloads(createTransport({ kubeConfig: loadKubeConfig(environment.KUBECONFIG) })),
    });
  },
});
