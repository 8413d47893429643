import { keycloakEnvironment } from '@ameide/primitives/keycloak';

/** The variables of the operator's process beside those of every operator. Without KEYCLOAK_URL it makes no clients. */
export const uiSurfaceEnvironment = {
  ...keycloakEnvironment,
  KEYCLOAK_URL: keycloakEnvironment.KEYCLOAK_URL.optional(),
};
