import type { DeclaredService } from '../house/declarations.ts';
import type { Variable } from './variables.ts';

const DIGEST = '^sha256:[a-f0-9]{64}$';
/** A repository with its registry, which may have a port, and without a tag. */
const GRAPH = '^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const name = { type: 'string', maxLength: 253, pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$' };
const maybeName = { type: 'string', maxLength: 253, pattern: '^([a-z0-9]([-.a-z0-9]*[a-z0-9])?)?$' };
/** Empty is the same as not given. */
const url = { type: 'string', pattern: '^([a-z][a-z0-9+.-]*://\\S+)?$' };
const duration = { type: 'string', pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' };
const texts = { type: 'object', additionalProperties: text };
const port = { type: 'integer', minimum: 0, maximum: 65_535 };

/** An object that has these fields and no other ones. */
const only = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
});
/** What the API server checks. */
const any = (type: 'array' | 'object') => (type === 'array' ? { type, items: { type: 'object' } } : { type });

/** What holds for the whole lane. */
export const GLOBAL = only({
  lane: { type: 'string', pattern: '^(local|dev|staging|prod|preview-[0-9]+)$' },
  domain: { type: 'string', pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$' },
  publicPort: { type: 'integer', minimum: 1, maximum: 65_535 },
  oidc: only({ issuer: url, internalUrl: url, clientId: text, audience: text }),
  redis: only({ url: { type: 'string', pattern: '^(rediss?://\\S+)?$' } }),
  kafka: only({ brokers: { type: 'string', pattern: '^([^\\s:,]+:[0-9]+(,[^\\s:,]+:[0-9]+)*)?$' } }),
  otel: only({ endpoint: url }),
  gatewayRef: only({ name: maybeName, namespace: maybeName }),
  infrastructure: only({ namespace: maybeName }),
});

export const IMAGE = only({
  graph: { type: 'string', pattern: GRAPH },
  digest: { type: 'string', pattern: DIGEST },
});

/** The JSON schema of a service's values: what it does not know is refused. */
export function valuesSchema({ declaration }: DeclaredService, env: readonly Variable[]): object {
  const { edge, streamsPerReplica } = declaration.deployment;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of the chart ${declaration.name}`,
    ...only({
      enabled: flag,
      image: IMAGE,
      replicas: only({ min: { type: 'integer', minimum: 1 }, max: { type: 'integer', minimum: 1 } }, ['min', 'max']),
      autoscaling: only({
        enabled: flag,
        cpuPercent: { type: 'integer', minimum: 1 },
        ...(streamsPerReplica !== undefined && { streamsPerReplica: { type: 'integer', minimum: 1 } }),
      }),
      resources: only({ requests: any('object'), limits: any('object') }),
      env: only(Object.fromEntries(env.map(({ name: variable, schema }) => [variable, envSchema(schema)]))),
      ...(edge !== undefined && { httproute: HTTP_ROUTE }),
      networkPolicy: only({
        enabled: flag,
        edgeNamespace: name,
        operatorsNamespace: name,
        monitoringNamespace: name,
        from: any('array'),
        to: any('array'),
      }),
      serviceMonitor: only({ enabled: flag, interval: duration, labels: texts }),
      externalSecrets: only({
        enabled: flag,
        store: only({ kind: { enum: ['ClusterSecretStore', 'SecretStore'] }, name }, ['kind', 'name']),
        prefix: text,
        refreshInterval: duration,
      }),
      ...('databaseRole' in declaration && {
        migration: only({ enabled: flag, deadlineSeconds: { type: 'integer', minimum: 1 } }),
      }),
      shutdown: only({ preStopSeconds: count, gracePeriodSeconds: count }),
      debug: only({ enabled: flag, port: { type: 'integer', minimum: 1, maximum: 65_535 } }),
      podAnnotations: texts,
      nodeSelector: texts,
      tolerations: any('array'),
      global: GLOBAL,
      // Helm gives the library a section of its own.
      'ameide-service': { type: 'object' },
    }),
  };
}

const HTTP_ROUTE = only({
  enabled: flag,
  namespace: maybeName,
  gateway: only({ name: maybeName, namespace: maybeName, sectionName: maybeName }),
  hostname: maybeName,
  hostnames: { type: 'array', items: name },
  service: only({ name: maybeName, port }),
  rules: any('array'),
  filters: any('array'),
  timeouts: only({ unary: duration, stream: duration }),
});

/** A variable may be written as the text that it is. */
function envSchema(schema: object): object {
  if ('type' in schema && schema.type !== 'string') return { anyOf: [schema, { type: 'string' }] };
  return schema;
}
