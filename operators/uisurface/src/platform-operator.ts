import { createAdminClient, keycloakCredentials } from '@ameide/primitives/keycloak';
import { definePlatformOperator } from '@ameide/primitives/settings';
import { keycloakClients } from './adapters/keycloak-clients.ts';
import { uiSurfaceEnvironment } from './environment.ts';
import { uiSurfaceOperator } from './operator.ts';

/** Made from the environment of a process. */
export const uiSurfacePlatformOperator = definePlatformOperator({
  name: 'uisurface-operator',
  environment: uiSurfaceEnvironment,
  operator(settings, environment) {
    const { KEYCLOAK_URL: url, OIDC_AUDIENCE: audience } = environment;
    if (url === undefined) return uiSurfaceOperator(settings);
    const admin = createAdminClient({ url, credentials: keycloakCredentials(environment) });
    return uiSurfaceOperator(settings, { clients: keycloakClients({ admin, audience }) });
  },
});
