import type { DeclaredService } from '../house/declarations.ts';
import type { Variable } from './variables.ts';

/** What the library chart sets by itself, from what holds for the whole lane and from the declaration. */
const BY_THE_LIBRARY: readonly string[] = [
  'PORT',
  'METRICS_PORT',
  'DATABASE_URL',
  'DATABASE_ADMIN_URL',
  'INTERNAL_SECRET',
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_INTERNAL_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'KAFKA_BROKERS',
  'REDIS_URL',
  'PUBLIC_URL',
  'GATEWAY_URL',
  'UPSTREAMS',
  // The pod's own name.
  'HOST_NAME',
];

/** The variables that whoever deploys a service may set in plain words. */
export function settable({ declaration }: DeclaredService, variables: readonly Variable[]): readonly Variable[] {
  const { secrets } = declaration.deployment;
  return variables.filter(({ name }) => !BY_THE_LIBRARY.includes(name) && !Object.hasOwn(secrets, name));
}
