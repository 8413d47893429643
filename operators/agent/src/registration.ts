import { AgentRisk } from '@ameide/contracts/agents/v1/agent';
import type { AgentDefinition } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { type FinalizerContext, type FinalizerStep, findingOf } from '@ameide/operator-kit';
import { partName, shortDigest } from '@ameide/primitives/objects';
import { type AgentRegistry, type AgentSource, ALL_TENANTS, type GatewayAnswer, type Registration } from './ports.ts';
import type { Agent, AgentStatus } from './resource.ts';

/** Set to `true`, an Agent is deleted without the gateway being told: for a gateway that is gone for good. */
export const SKIP_DEREGISTRATION = 'ameide.io/skip-deregistration';

/** Where the registration of an Agent stands. */
export type Registered =
  /** Its code must not have the identity of people; `NotAsked`. */
  | { readonly state: 'not_asked' }
  /** Its replicas do not serve yet. */
  | { readonly state: 'waiting' }
  | { readonly state: 'registered'; readonly tenant: string; readonly digest: string }
  | { readonly state: 'refused'; readonly message: string }
  /** `known`: the gateway has been told before what there is to tell. */
  | { readonly state: 'unreachable'; readonly known: boolean; readonly message: string };

const RISKS = { low: AgentRisk.LOW, medium: AgentRisk.MEDIUM, high: AgentRisk.HIGH };

/** What the gateway is to be told. */
export function registrationOf(agent: Agent, definition: AgentDefinition): Registration {
  const { metadata, spec } = agent;
  const { name, description, artifactKinds, version } = definition;
  const granted = new Set(spec.tools.map((tool) => tool.name));
  const [first] = spec.models;
  return {
    profile: {
      id: metadata.name,
      name: spec.displayName ?? (name || metadata.name),
      description,
      tools: definition.tools.filter((tool) => granted.has(tool)),
      artifactKinds,
      model: first?.provider === 'offline' ? 'offline' : `${first?.provider}:${first?.name}`,
      version,
      risk: RISKS[spec.risk],
    },
    endpoint: `http://${partName(agent)}.${metadata.namespace}.svc`,
    source: sourceOf(agent),
  };
}

/** Where it stands while nothing is told. */
export function asToldBefore(agent: Agent): Registered {
  const { registeredFor: tenant, registration: digest } = agent.status ?? {};
  if (tenant !== undefined && digest !== undefined) return { state: 'registered', tenant, digest };
  return tenantOf(agent) === undefined ? { state: 'not_asked' } : { state: 'waiting' };
}

/**
 * Tells the gateway, once replicas serve what is to be told, and each time again: it may have lost what it knew. What it
 * lists for another tenant than the spec's is taken away first.
 *
 * @param serves whether replicas of this generation serve
 * @param check fences the writes, see `ReconcileContext`
 */
export async function register(
  agent: Agent,
  definition: AgentDefinition,
  { registry, serves, check }: { registry: AgentRegistry; serves: boolean; check: () => void },
  signal: AbortSignal,
): Promise<Registered> {
  const { registeredFor, registration: told } = agent.status ?? {};
  const tenant = tenantOf(agent);
  const registration = registrationOf(agent, definition);
  const digest = shortDigest(JSON.stringify([tenant, registration.profile, registration.endpoint]));
  const known = told === digest;
  if (tenant !== undefined && !serves && !known) return { state: 'waiting' };
  if (registeredFor !== undefined && registeredFor !== tenant) {
    check();
    const answer = await registry.deregister(registeredFor, agent.metadata.name, registration.source, signal);
    if (answer.state !== 'done') return failed(answer, false);
  }
  if (tenant === undefined) return { state: 'not_asked' };
  check();
  const answer = await registry.register(tenant, registration, signal);
  return answer.state === 'done' ? { state: 'registered', tenant, digest } : failed(answer, known);
}

type Deletion = Pick<FinalizerContext<Agent['spec'], AgentStatus>, 'check' | 'object' | 'read'>;
type FindRegistry = (agent: Agent, read: Deletion['read']) => Promise<AgentRegistry | undefined>;

/** Takes the agent away from the gateway, wherever it may know it. */
export function deregistration(find: FindRegistry): FinalizerStep<Deletion> {
  return {
    name: 'deregister',
    async run({ object, read, check }, signal) {
      if (object.metadata.annotations?.[SKIP_DEREGISTRATION] === 'true') return { done: true };
      const registry = await find(object, read);
      // Its namespace has no key any more, as when the tenant goes: nobody could be told.
      if (registry === undefined) return { done: true };
      const tenants = new Set([tenantOf(object), object.status?.registeredFor].filter((each) => each !== undefined));
      for (const tenant of tenants) {
        check();
        const answer = await registry.deregister(tenant, object.metadata.name, sourceOf(object), signal);
        if (answer.state === 'done') continue;
        const hint = `To delete it without telling the gateway, set its annotation ${SKIP_DEREGISTRATION} to "true".`;
        return { done: false, waitingFor: `${sentence(answer)} ${hint}`, heldBy: ['the gateway'] };
      }
      return { done: true };
    },
  };
}

/** The condition `Registered`. */
export function registeredFinding(registered: Registered) {
  const isUnsure = registered.state === 'unreachable' && registered.known;
  return findingOf(registered, {
    not_asked: ['True', 'NotAsked', 'Custom code is not registered.'],
    waiting: ['False', 'Pending', 'The gateway is told when replicas of this generation serve.'],
    registered: ['True', 'Registered'],
    refused: ['False', 'Refused'],
    unreachable: [isUnsure ? 'Unknown' : 'False', 'Unreachable'],
  });
}

/** For whom it is listed; undefined if it is for nobody. */
function tenantOf({ spec: { tenancy } }: Agent): string | undefined {
  return tenancy.code === 'custom' ? undefined : (tenancy.tenant ?? ALL_TENANTS);
}

function sourceOf({ metadata }: Agent): AgentSource {
  const { namespace = '', name, creationTimestamp = '', generation = 1 } = metadata;
  return { namespace, name, createdAt: creationTimestamp, generation };
}

function failed(answer: Exclude<GatewayAnswer, { state: 'done' }>, known: boolean): Registered {
  const message = sentence(answer);
  return answer.state === 'refused' ? { state: 'refused', message } : { state: 'unreachable', known, message };
}

function sentence(answer: Exclude<GatewayAnswer, { state: 'done' }>): string {
  if (answer.state === 'unreachable') return `The gateway does not answer: ${answer.message}.`;
  return `The gateway refuses it (${answer.reason}): ${answer.message}`;
}
