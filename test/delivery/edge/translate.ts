import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { Manifest } from '../gitops/helmfile.ts';

// biome-ignore lint/suspicious/noExplicitAny: configurations of Envoy, of which each test looks at other parts
export type Json = any;

/** What Envoy Gateway tells Envoy, by Envoy's own names. */
export interface Xds {
  readonly listeners: readonly Json[];
  /** By name. */
  readonly routes: ReadonlyMap<string, Json>;
  readonly clusters: readonly Json[];
  /** Load assignments, by the name of the cluster. */
  readonly endpoints: ReadonlyMap<string, Json>;
}

/** A key pair as the Secret of the certificate has it. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Translates rendered manifests of the edge by egctl. It knows neither labels of namespaces nor the namespace of the controller: routes
 * are taken from every namespace, and sign-ins before consoles are left out.
 * @throws Error that says which object was not accepted
 */
export async function translate(manifests: readonly Manifest[], certificate: Certificate): Promise<Xds> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-edge-'));
  try {
    const file = join(folder, 'edge.yaml');
    const objects = [...manifests.map(forEgctl), ...surroundings(manifests, certificate)];
    await writeFile(file, objects.map((object) => stringify(object)).join('---\n'));
    const args = ['experimental', 'translate', '--from', 'gateway-api', '--to', 'gateway-api,xds', '--type', 'all'];
    const { stdout } = await promisify(execFile)(process.env.EGCTL!, [...args, '--output', 'json', '--file', file], {
      maxBuffer: 256 * 1024 * 1024,
    });
    const { xds, ...objectsWithStatus } = JSON.parse(stdout) as Json;
    const faults = [...faultsOf(objectsWithStatus, '')];
    if (faults.length > 0) throw new Error(`Not accepted:\n${faults.join('\n')}`);
    return readXds(Object.values(xds as Record<string, Json>)[0].configs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function forEgctl(manifest: Manifest): object {
  const copy = structuredClone(manifest) as Json;
  if (copy.kind === 'Gateway') {
    for (const listener of copy.spec.listeners) listener.allowedRoutes.namespaces = { from: 'All' };
  }
  if (copy.kind === 'SecurityPolicy') delete copy.spec.oidc;
  return copy;
}

/** What the edge needs of others: the Secret of its certificate, and a Service for each backend. */
function surroundings(manifests: readonly Manifest[], { certificate, key }: Certificate): object[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const gateway = manifests.find(({ kind }) => kind === 'Gateway') as Json;
  const { namespace } = gateway.metadata;
  const [{ name: secret }] = gateway.spec.listeners.find(({ name }: Json) => name === 'https').tls.certificateRefs;
  const services = new Map<string, object>();
  const namespaces = new Set<string>([namespace, 'ameide-infra']);
  for (const route of manifests.filter(({ kind }) => kind === 'HTTPRoute') as Json[]) {
    namespaces.add(route.metadata.namespace ?? namespace);
    for (const backend of route.spec.rules.flatMap((rule: Json) => rule.backendRefs ?? [])) {
      const metadata = { name: backend.name, namespace: backend.namespace ?? route.metadata.namespace ?? namespace };
      const spec = { clusterIP: '10.0.0.1', ports: [{ name: 'http', port: backend.port, targetPort: backend.port }] };
      services.set(JSON.stringify(metadata), { apiVersion: 'v1', kind: 'Service', metadata, spec });
    }
  }
  return [
    ...[...namespaces].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: secret, namespace },
      data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
    },
    ...services.values(),
  ];
}

/** A sentence for every condition of a status that is not true. */
function* faultsOf(value: Json, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const { type, status, message } of value.conditions ?? []) {
    if (status !== 'True') yield `${path} ${type}: ${message}`;
  }
  for (const [key, below] of Object.entries<Json>(value))
    yield* faultsOf(below, `${path}/${below?.metadata?.name ?? key}`);
}

function readXds(configs: readonly Json[]): Xds {
  const dump = (type: string) => configs.find((config) => String(config['@type']).endsWith(`.${type}ConfigDump`));
  const untyped = ({ '@type': _type, ...rest }: Json): Json => rest;
  const routes = (dump('Routes').dynamicRouteConfigs as Json[]).map(({ routeConfig }) => untyped(routeConfig));
  const endpoints = (dump('Endpoints').dynamicEndpointConfigs as Json[]).map((of) => untyped(of.endpointConfig));
  return {
    listeners: (dump('Listeners').dynamicListeners as Json[])
      .map(({ activeState }) => untyped(activeState.listener))
      .filter(({ name }) => !String(name).startsWith('envoy-gateway-')),
    routes: new Map(routes.map((route) => [route.name, route])),
    clusters: (dump('Clusters').dynamicActiveClusters as Json[]).map(({ cluster }) => untyped(cluster)),
    endpoints: new Map(endpoints.map((assignment) => [assignment.clusterName, assignment])),
  };
}
