import { keycloakEnvironment } from '@ameide/primitives/keycloak';
import { type TemporalConnection, temporalConnection, temporalEnvironment } from '@ameide/primitives/temporal';
import { ConfigError } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { S3Options } from './adapters/s3/s3-client.ts';

/** The variables of the operator's process beside those of every operator. */
export const tenantEnvironment = {
  ...keycloakEnvironment,
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
