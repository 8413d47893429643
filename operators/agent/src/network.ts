import { addressPeers, namespacePeer, sharedNamespace } from '@ameide/primitives/objects';
import type { Agent } from './resource.ts';
import { hasOwnServices, servicesOf } from './services.ts';
import type { AgentSettings } from './settings.ts';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * Who may call an agent and whom it may call, beside what holds for every workload: the gateway calls it; it calls the
 * services behind its tools, and its models. Providers have no fixed addresses, so a model of theirs opens their port to
 * the internet, and to no address that is not on it, but what the platform says is outside of the cluster and reachable.
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
    egress: [
      ...callees.map((name) => ({ to: [namespacePeer(name)] })),
      ...agent.spec.models.flatMap((model) => modelEgress(agent, model, settings)),
    ],
  };
}

const HTTP = [{ port: 'http', protocol: 'TCP' }];

type Model = Agent['spec']['models'][number];

/** The addresses of models that no agent may call, for people: they are not opened. */
export function refusedModels(agent: Agent, settings: AgentSettings): readonly string[] {
  const called = agent.spec.models.filter(({ provider, baseUrl }) => provider !== 'offline' && baseUrl !== undefined);
  return called.flatMap((model) => (modelEgress(agent, model, settings).length === 0 ? model.baseUrl! : []));
}

function modelEgress(agent: Agent, { provider, baseUrl }: Model, settings: AgentSettings): object[] {
  if (provider === 'offline') return [];
  const url = baseUrl === undefined ? undefined : URL.parse(baseUrl);
  if (url === null) return [];
  const inCluster = baseUrl === undefined ? undefined : namespaceOf(baseUrl);
  if (inCluster !== undefined) return mayCall(agent, inCluster, settings) ? [{ to: [namespacePeer(inCluster)] }] : [];
  const port = Number(url?.port || (url?.protocol === 'http:' ? 80 : 443));
  const ports = [{ port, protocol: 'TCP' }];
  const host = url?.hostname ?? '';
  if (/^[0-9.]+$/.test(host)) {
    const to = addressPeers(`${host}/32`, settings.addressRanges);
    return to.length === 0 ? [] : [{ to, ports }];
  }
  return [{ to: EVERYWHERE.flatMap((cidr) => addressPeers(cidr, settings.addressRanges)), ports }];
}

/** Code of a tenant calls no other one's namespace, and none of the product's, by giving it out as a model. */
function mayCall({ metadata, spec }: Agent, namespace: string, { platformNamespaces }: AgentSettings): boolean {
  const isCustom = spec.tenancy.code === 'custom';
  return !isCustom || namespace === metadata.namespace || platformNamespaces.includes(namespace);
}

/** The namespace of a Service of the cluster, by its address; undefined for any other address. */
function namespaceOf(url: string): string | undefined {
  return /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(URL.parse(url)?.hostname ?? '')?.[1];
}
