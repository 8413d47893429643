import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { AgentPolicy } from '../../domain/agent/policy.ts';
import type { AgentProfile } from '../../domain/agent/profile.ts';
import type { AgentSource, RegistrationRefusal } from '../../domain/agent/registration.ts';
import type { Interrupt } from '../../domain/run/interrupt.ts';
import type { Piece, SaidPiece, Unknown } from '../../domain/run/said.ts';
import type { ModelCall } from '../../domain/usage/model-call.ts';
import type { Notice } from '../frames/frame.ts';
import type { Conversation } from './chats.ts';
import type { RunTask } from './runs.ts';

/** Executes runs; aborting the signal stops the execution. Refusals are thrown as the agent's runtime made them. */
export type ExecuteRun = (
  task: RunTask,
  agent: KnownAgent,
  conversation: Conversation,
  signal: AbortSignal,
) => AsyncIterable<SaidPiece | NoticePiece | InterruptPiece | Piece<'modelCall', ModelCall> | Unknown>;

/** The agent asks a person: the last piece. */
export type InterruptPiece = Piece<'interrupt', Omit<Interrupt, 'expiresAt'>>;

/** Something that whoever reads the answer should know. */
export type NoticePiece = Piece<'notice', Pick<Notice, 'kind' | 'message'>>;

/** An agent, as its file defines it. */
export interface AgentDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it is told before the conversation. */
  readonly instructions: string;
  /** The tools that it may call, by name. */
  readonly tools: string[];
  /** Those of them that a person approves before each call. */
  readonly approvalRequired: string[];
  /** Kinds of artifacts that it is the default agent for. */
  readonly artifactKinds: string[];
  readonly model: string;
  /** Model calls that one run may make at most. */
  readonly maxSteps: number;
}

/** An agent that people can talk to. */
export interface KnownAgent {
  /** What they see of it. */
  readonly profile: AgentProfile;
  /** The definition that the gateway's own runtime is given, or where the runtime is that was made for this agent. */
  readonly runsOn: { readonly definition: AgentDefinition } | { readonly endpoint: string };
}

/** Knows which agents a tenant has. */
export interface AgentRegistry {
  /** Whether an id is that of one of the gateway's own, which every tenant has. */
  isOwn(id: string): boolean;
  /** By id. */
  all(tenantId: string): Promise<readonly KnownAgent[]>;
  find(tenantId: string, id: string): Promise<KnownAgent | undefined>;
}

/** What tenants demand of all their agents. What was set elsewhere is known within five seconds. */
export interface AgentPolicies {
  of(tenantId: string): Promise<AgentPolicy>;
  set(by: { readonly tenantId: string; readonly actorId: string }, policy: AgentPolicy): Promise<void>;
}

/** An agent, as an operator registers it. */
export interface AgentToRegister {
  readonly profile: AgentProfile;
  readonly endpoint: string;
  readonly source: AgentSource;
}

/** The agents that operators have registered, for one tenant or, under `ALL_TENANTS`, for all. */
export interface RegisteredAgents {
  register(tenantId: string, agent: AgentToRegister): Promise<RegistrationRefusal | 'registered' | 'unchanged'>;
  /** An agent that is somebody else's, or not there, stays as it is. */
  deregister(tenantId: string, id: string, source: AgentSource): Promise<'agent_superseded' | 'done'>;
  /** Those of all tenants and the tenant's own, which stand in for the former. */
  all(tenantId: string): Promise<readonly KnownAgent[]>;
  find(tenantId: string, id: string): Promise<KnownAgent | undefined>;
}

/** Who serves models, in the form of the contract's `Provider`, which `wire/` turns into one. */
export interface ProviderReport {
  readonly name: string;
  readonly protocol: string;
}

/** The providers of models that agents run on. */
export interface ModelProviders {
  /** By name, as one process of the runtime sees them. @throws ConnectError when none answers */
  report(identity: InternalIdentity, signal: AbortSignal): Promise<readonly ProviderReport[]>;
}
