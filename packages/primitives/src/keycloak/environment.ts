import { ConfigError } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { AdminCredentials } from './admin-client.ts';

/** How an operator reaches Keycloak. */
export const keycloakEnvironment = {
  /** Where Keycloak's admin API is: `http://keycloak.identity.svc`. The shared realm is the last part of OIDC_ISSUER. */
  KEYCLOAK_URL: z.url({ protocol: /^https?$/ }),
  /** The realm of the operator's own client or administrator. */
  KEYCLOAK_REALM: z.string().min(1).default('master'),
  /** A client with a service account, or else an administrator. */
  KEYCLOAK_CLIENT_ID: z.string().min(1).optional(),
  KEYCLOAK_CLIENT_SECRET: z.string().min(1).optional(),
  KEYCLOAK_USERNAME: z.string().min(1).optional(),
  KEYCLOAK_PASSWORD: z.string().min(1).optional(),
  /** Whom access tokens are for, as services check it. */
  OIDC_AUDIENCE: z.string().min(1).default('platform-app'),
};

const fields = z.object(keycloakEnvironment).omit({ KEYCLOAK_URL: true });
type KeycloakEnvironment = Readonly<z.output<typeof fields>>;

/** @throws ConfigError if there are none */
export function keycloakCredentials(environment: KeycloakEnvironment): AdminCredentials {
  const realm = environment.KEYCLOAK_REALM;
  const { KEYCLOAK_CLIENT_ID: clientId, KEYCLOAK_CLIENT_SECRET: clientSecret } = environment;
  if (clientId !== undefined && clientSecret !== undefined) return { realm, clientId, clientSecret };
  const { KEYCLOAK_USERNAME: username, KEYCLOAK_PASSWORD: password } = environment;
  if (username !== undefined && password !== undefined) return { realm, username, password };
  const pairs = 'KEYCLOAK_CLIENT_ID and KEYCLOAK_CLIENT_SECRET, or KEYCLOAK_USERNAME and KEYCLOAK_PASSWORD';
  throw new ConfigError([`${pairs}: set one of the two pairs.`]);
}
