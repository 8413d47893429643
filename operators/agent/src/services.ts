import type { ReconcileContext } from '@ameide/operator-kit';
import { SECRET, secretText, sharedNamespace } from '@ameide/primitives/objects';
import type { AgentPorts, AgentRegistry } from './ports.ts';
import type { Agent } from './resource.ts';
import type { AgentSettings } from './settings.ts';

/** True for an agent of the product in the namespace of one tenant, where the tenant has services of its own. */
export function hasOwnServices(
  { metadata, spec }: Agent,
  { environment }: Pick<AgentSettings, 'environment'>,
): boolean {
  return spec.tenancy.code === 'product' && metadata.namespace !== sharedNamespace(environment);
}

/**
 * Where the services are that concern an agent: those beside it. In the namespace of one tenant these are the tenant's own,
 * with keys and issuers of their own, so that nothing there can speak to what is of all tenants.
 */
export function servicesOf<Settings extends AgentSettings>(agent: Agent, settings: Settings): Settings {
  const { namespace = '' } = agent.metadata;
  if (!hasOwnServices(agent, settings)) return settings;
  const beside = (url: string) => {
    const parsed = new URL(url);
    const [service, home, ...rest] = parsed.hostname.split('.');
    if (home === sharedNamespace(settings.environment)) parsed.hostname = [service, namespace, ...rest].join('.');
    return parsed.href.replace(/\/$/, url.endsWith('/') ? '/' : '');
  };
  const { gatewayUrl, projectionUrl, graphPatchUrl } = settings;
  return {
    ...settings,
    gatewayUrl: beside(gatewayUrl),
    projectionUrl: beside(projectionUrl),
    graphPatchUrl: beside(graphPatchUrl),
  };
}

/** The gateway that is told of an agent; undefined while its namespace has no key to speak to it with. @throws ApiError */
export async function registryOf(
  agent: Agent,
  read: ReconcileContext['read'],
  settings: AgentSettings,
  { registry, registryAt }: AgentPorts,
): Promise<AgentRegistry | undefined> {
  if (!hasOwnServices(agent, settings)) return registry;
  const { name, key } = settings.internalSecret;
  const secret = secretText(await read({ ...SECRET, name, namespace: agent.metadata.namespace }), key);
  return secret ? registryAt(servicesOf(agent, settings).gatewayUrl, secret) : undefined;
}
