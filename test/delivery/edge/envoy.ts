import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startClusterProcess } from '@ameide/operator-kit/testing';
import { freePort } from '@ameide/test-kit';
import type { Certificate, Json, Xds } from './translate.ts';

/** A real Envoy that is told what Envoy Gateway would tell it. */
export interface EdgeProxy {
  readonly ports: { readonly http: number; readonly https: number };
  /** What it has written: access logs. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface EdgeProxyOptions {
  readonly xds: Xds;
  readonly certificate: Certificate;
  /** Ports of this machine on which Services are answered, by their names. */
  readonly backends: Readonly<Record<string, number>>;
  readonly ports: { readonly http: number; readonly https: number };
  /** Where it works. */
  readonly directory: string;
}

/** Resolves when it serves. It ends with this process. @throws Error with the end of its log */
export async function startEnvoy({
  xds,
  certificate,
  backends,
  ports,
  directory,
}: EdgeProxyOptions): Promise<EdgeProxy> {
  const adminPort = await freePort();
  const listener = (of: Json): Json => {
    const port = String(of.name).endsWith('/http') ? ports.http : ports.https;
    const copy = structuredClone(of);
    for (const chain of [...(copy.filterChains ?? []), copy.defaultFilterChain].filter(Boolean)) {
      inlineRoutes(chain, xds);
      inlineCertificate(chain, certificate);
    }
    return { ...copy, address: { socketAddress: { address: '127.0.0.1', portValue: port } } };
  };
  const bootstrap = {
    admin: { address: { socketAddress: { address: '127.0.0.1', portValue: adminPort } } },
    staticResources: {
      listeners: xds.listeners.map(listener),
      clusters: xds.clusters.map((cluster) => withEndpoints(cluster, xds, backends)),
    },
  };
  await writeFile(join(directory, 'envoy.json'), JSON.stringify(bootstrap));
  const process_ = await startClusterProcess({
    name: 'envoy',
    command: process.env.ENVOY!,
    args: ['--config-path', 'envoy.json', '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning'],
    directory,
    startTimeout: 60_000,
    ready: async () => (await fetch(`http://127.0.0.1:${adminPort}/ready`).catch(() => null))?.ok === true,
  });
  return {
    ports,
    log: () => readFile(join(directory, 'envoy.log'), 'utf8'),
    stop: () => process_.kill(),
  };
}

function inlineRoutes(chain: Json, { routes }: Xds): void {
  for (const { typedConfig } of chain.filters) {
    if (typedConfig.rds === undefined) continue;
    const { routeConfigName } = typedConfig.rds;
    delete typedConfig.rds;
    typedConfig.routeConfig = routes.get(routeConfigName);
  }
}

function inlineCertificate(chain: Json, { certificate, key }: Certificate): void {
  const context = chain.transportSocket?.typedConfig.commonTlsContext;
  if (context === undefined) return;
  delete context.tlsCertificateSdsSecretConfigs;
  context.tlsCertificates = [{ certificateChain: { inlineString: certificate }, privateKey: { inlineString: key } }];
}

/** A cluster with the endpoints of its Service, which are on this machine; a cluster of a name is left as it is. */
function withEndpoints(cluster: Json, { endpoints }: Xds, backends: Readonly<Record<string, number>>): Json {
  if (cluster.edsClusterConfig === undefined) return cluster;
  const { edsClusterConfig, ...rest } = cluster;
  const loadAssignment = structuredClone(endpoints.get(edsClusterConfig.serviceName)) as Json;
  for (const { lbEndpoints, metadata } of loadAssignment.endpoints ?? []) {
    const [{ name }] = metadata.filterMetadata['envoy-gateway'].resources;
    const portValue = backends[name];
    if (portValue === undefined) throw new Error(`The test says nothing of the Service ${name}.`);
    for (const { endpoint } of lbEndpoints) endpoint.address.socketAddress = { address: '127.0.0.1', portValue };
  }
  return { ...rest, type: 'STATIC', loadAssignment };
}
