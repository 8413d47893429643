import type { AgentSchema } from '@ameide/contracts/agents/v1/agent';
import type { MessageInitShape } from '@bufbuild/protobuf';

/** The Agent object in Kubernetes, as the gateway tells its states apart. */
export interface AgentSource {
  readonly namespace: string;
  readonly name: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly generation: number;
}

/** What the gateway is told of an agent. */
export interface Registration {
  /** What people see. */
  readonly profile: MessageInitShape<typeof AgentSchema>;
  /** Where it is executed. */
  readonly endpoint: string;
  readonly source: AgentSource;
}

/** What the gateway said; messages are its own, and hold no secrets. */
export type GatewayAnswer =
  | { readonly state: 'done' }
  /** It will say the same again until somebody changes something. */
  | { readonly state: 'refused'; readonly reason: string; readonly message: string }
  | { readonly state: 'unreachable'; readonly message: string };

/**
 * The gateway's registry of agents: of one tenant, or of all under `ALL_TENANTS`. Calls are idempotent and take 5 s at most.
 * @throws the signal's reason once it is aborted, and nothing else
 */
export interface AgentRegistry {
  register(tenant: string, registration: Registration, signal: AbortSignal): Promise<GatewayAnswer>;
  /** An agent that is not there is done, and so is one that something newer stands for. */
  deregister(tenant: string, agentId: string, source: AgentSource, signal: AbortSignal): Promise<GatewayAnswer>;
}

/** Whose agents everybody has. */
export const ALL_TENANTS = '*';

/** The systems around the operator. */
export interface AgentPorts {
  /** Of the gateway that tenants share. */
  readonly registry: AgentRegistry;
  /** Of the gateway at an address, which takes what is signed with this secret. */
  readonly registryAt: (gatewayUrl: string, secret: string) => AgentRegistry;
}
