import type { V1EnvVar } from '@kubernetes/client-node';
import { isReserved, type StandardVariable } from '../fields/reserved-names.ts';
import { METRICS_PORT, type WorkloadFields } from '../fields/workload.ts';
import type { Primitive } from './identity.ts';
import { sharedNamespace } from './placement.ts';
import type { PlatformSettings } from './settings.ts';

/**
 * The ConfigMap in every namespace of a tenant that says at `issuer` who signs its people in, and at `issuers`, as OIDC_ISSUERS
 * has it, that this speaks for the tenant alone.
 */
export const TENANT_SIGN_IN = 'tenant-sign-in';

/**
 * The variables of a container: those that every one has, `extra` ones of its kind, the addresses of what it uses, and
 * last what the spec adds, which replaces none of the others.
 */
export function environmentOf(
  primitive: Primitive<WorkloadFields>,
  settings: PlatformSettings,
  extra: readonly V1EnvVar[] = [],
): V1EnvVar[] {
  const own = [...standardVariables(primitive, settings), ...addresses(primitive), ...extra];
  const taken = new Set(own.map(({ name }) => name));
  const added = (primitive.spec.env ?? []).filter(({ name }) => !taken.has(name) && !isReserved(name));
  return [
    ...own,
    ...added.map(({ name, value, secret }): V1EnvVar => {
      return secret ? { name, valueFrom: { secretKeyRef: { ...secret } } } : { name, value: value ?? '' };
    }),
  ];
}

/** A variable whose value is in a Secret. */
export function secretVariable(variable: string, secret: string, key: string): V1EnvVar {
  return { name: variable, valueFrom: { secretKeyRef: { name: secret, key } } };
}

type Source = Omit<V1EnvVar, 'name'> | string | undefined;

function standardVariables({ kind, metadata, spec }: Primitive, settings: PlatformSettings): V1EnvVar[] {
  const { environment, internalSecret, otlpEndpoint } = settings;
  const { tenant, code } = spec.tenancy;
  const attributes = { 'service.name': metadata.name, 'service.namespace': metadata.namespace, 'ameide.kind': kind };
  const resource = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  const sources: Readonly<Partial<Record<StandardVariable, Source>>> = {
    AMEIDE_ENVIRONMENT: environment,
    AMEIDE_KIND: kind,
    AMEIDE_NAME: metadata.name,
    AMEIDE_TENANT: tenant,
    HOST_NAME: { valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    // Whoever has this key can speak for any user: code made for a tenant never gets it.
    INTERNAL_SECRET: code === 'product' ? { valueFrom: { secretKeyRef: { ...internalSecret } } } : undefined,
    METRICS_PORT: String(METRICS_PORT),
    OIDC_ISSUER: issuerOf(metadata.namespace, settings),
    OIDC_ISSUERS: issuersOf(metadata.namespace, settings),
    OTEL_RESOURCE_ATTRIBUTES: resource.join(','),
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
  };
  return Object.entries(sources).flatMap(([name, source]) => {
    if (source === undefined) return [];
    return typeof source === 'string' ? { name, value: source } : { name, ...source };
  });
}

/** A tenant can have a realm of its own. Until it is known who signs its people in, its workloads do not start. */
function issuerOf(
  namespace: string | undefined,
  { environment, oidcIssuer }: PlatformSettings,
): Pick<V1EnvVar, 'value' | 'valueFrom'> {
  if (namespace === sharedNamespace(environment)) return { value: oidcIssuer };
  return { valueFrom: { configMapKeyRef: { name: TENANT_SIGN_IN, key: 'issuer' } } };
}

/** Of another tenant's people nobody in a tenant's namespace takes a token. Optional, since it is younger than its namespace may be. */
function issuersOf(namespace: string | undefined, { environment }: PlatformSettings): Source {
  if (namespace === sharedNamespace(environment)) return undefined;
  return { valueFrom: { configMapKeyRef: { name: TENANT_SIGN_IN, key: 'issuers', optional: true } } };
}

function addresses({ metadata, spec }: Primitive<WorkloadFields>): V1EnvVar[] {
  return (spec.uses ?? []).map(({ kind, name, namespace = metadata.namespace }) => ({
    name: `AMEIDE_${kind}_${name.replaceAll('-', '_')}_URL`.toUpperCase(),
    value: `http://${name}-${kind.toLowerCase()}.${namespace}.svc`,
  }));
}
