import { addressPeers, namespacePeer, sharedNamespace } from '@ameide/primitives/objects';
import type { Agent } from './resource.ts';
import { hasOwnServices, servicesOf } from './services.ts';
import type { AgentSettings } from './settings.ts';

/** Addresses that are not on the internet: other pods and nodes, and what a cloud tells its machines about themselves. */
const NOT_PUBLIC = {
  '0.0.0.0/0': ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  '::/0': ['::1/128', 'fc00::/7', 'fe80::/10'],
};

/**
 * Who may call an agent and whom it may call, beside what holds for every workload: the gateway calls it; it calls the
 * services behind its tools, and its models. Providers have no fixed addresses, so a model of theirs opens their port to
 * the internet, and to no address that is not on it.
 */
export function networkRules(agent: Agent, settings: AgentSettings) {
  const isProduct = agent.spec.tenancy.code === 'product';
  const { projectionUrl, graphPatchUrl, gatewayUrl } = servicesOf(agent, settings);
  const home = hasOwnServices(agent, settings) ? agent.metadata.namespace! : sharedNamespace(settings.environment);
  const services = [projectionUrl, graphPatchUrl].flatMap((url) => namespaceOf(url) ?? []);
  const callers = isProduct ? [namespaceOf(gatewayUrl) ?? home] : [];
  const callees = isProduct ? [...new Set([home, ...services])] : [];
  return {
    ingress: callers.map((name) => ({ from: [namespacePeer(name)], ports: HTTP })),
    egress: [...callees.map((name) => ({ to: [namespacePeer(name)] })), ...agent.spec.models.flatMap(modelEgress)],
  };
}

const HTTP = [{ port: 'http', protocol: 'TCP' }];

function modelEgress({ provider, baseUrl }: Agent['spec']['models'][number]): object[] {
  if (provider === 'offline') return [];
  const url = baseUrl === undefined ? undefined : URL.parse(baseUrl);
  if (url === null) return [];
  const inCluster = baseUrl === undefined ? undefined : namespaceOf(baseUrl);
  if (inCluster !== undefined) return [{ to: [namespacePeer(inCluster)] }];
  const port = Number(url?.port || (url?.protocol === 'http:' ? 80 : 443));
  const ports = [{ port, protocol: 'TCP' }];
  const host = url?.hostname ?? '';
  if (/^[0-9.]+$/.test(host)) {
    const to = addressPeers(`${host}/32`);
    return to.length === 0 ? [] : [{ to, ports }];
  }
  const internet = Object.entries(NOT_PUBLIC).map(([cidr, except]) => ({ ipBlock: { cidr, except } }));
  return [{ to: internet, ports }];
}

/** The namespace of a Service of the cluster, by its address; undefined for any other address. */
function namespaceOf(url: string): string | undefined {
  return /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(URL.parse(url)?.hostname ?? '')?.[1];
}
