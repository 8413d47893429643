import { type TemporalConnection, temporalConnection, temporalEnvironment } from '@ameide/primitives/temporal';
import { ConfigError } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { AdminCredentials } from './adapters/keycloak/admin-client.ts';
import type { S3Options } from './adapters/s3/s3-client.ts';

/** The variables of the operator's process beside those of every operator. */
export const tenantEnvironment = {
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
  /** Without it, custom code has no namespaces in Temporal. */
  ...temporalEnvironment,
  TEMPORAL_ADDRESS: temporalEnvironment.TEMPORAL_ADDRESS.optional(),
  /** Without it there are no buckets. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
};

const fields = z.object(tenantEnvironment);
type TenantEnvironment = Readonly<z.output<typeof fields>>;

/** @throws ConfigError if there are none */
export function keycloakCredentials(environment: TenantEnvironment): AdminCredentials {
  const realm = environment.KEYCLOAK_REALM;
  const { KEYCLOAK_CLIENT_ID: clientId, KEYCLOAK_CLIENT_SECRET: clientSecret } = environment;
  if (clientId !== undefined && clientSecret !== undefined) return { realm, clientId, clientSecret };
  const { KEYCLOAK_USERNAME: username, KEYCLOAK_PASSWORD: password } = environment;
  if (username !== undefined && password !== undefined) return { realm, username, password };
  const pairs = 'KEYCLOAK_CLIENT_ID and KEYCLOAK_CLIENT_SECRET, or KEYCLOAK_USERNAME and KEYCLOAK_PASSWORD';
  throw new ConfigError([`${pairs}: set one of the two pairs.`]);
}

/** Undefined if the platform has no Temporal. @throws ConfigError as `temporalConnection` */
export function temporalOf(environment: TenantEnvironment): TemporalConnection | undefined {
  const { TEMPORAL_ADDRESS: address, ...rest } = environment;
  return address === undefined ? undefined : temporalConnection({ ...rest, TEMPORAL_ADDRESS: address });
}

/** Undefined if the platform has no object store. @throws ConfigError if it has one and nobody says how to sign in */
export function objectStore(environment: TenantEnvironment): S3Options | undefined {
  const { S3_ENDPOINT: endpoint, S3_REGION: region } = environment;
  if (endpoint === undefined) return undefined;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError(['S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set both, since S3_ENDPOINT is set.']);
  }
  return { endpoint, region, accessKeyId, secretAccessKey };
}
