import type { Agent } from '@ameide/contracts/agents/v1/agent';
import type { Snapshot } from '@ameide/contracts/inference/v1/run';
import type { Usage } from '../domain/run/state.ts';

/** Names a run. */
export interface RunRef {
  readonly tenantId: string;
  readonly runId: string;
}

/** What whoever works on a run needs to know. */
export interface RunTask extends RunRef {
  readonly threadId: string;
  readonly agentId: string;
  /** The run is executed on behalf of this user, with these roles. */
  readonly requestedBy: string;
  readonly roles: readonly string[];
  readonly requestId: string;
  /** The conversation to answer: the first messages of the chat, this many. */
  readonly messageCount: number;
  /** Grows with every owner; the epoch of the run's frames. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** A cancellation that an earlier owner did not get round to. */
  readonly cancelRequested: boolean;
}

/** What a run has said so far. */
export interface Progress {
  /** Of the last frame; of the last status once the run has ended. */
  readonly index: number;
  /** Undefined some time after the end. */
  readonly snapshot: Snapshot | undefined;
}

/** How a run shall end. */
export interface Outcome {
  readonly ending: 'completed' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly usage: Usage;
  readonly messageId: string;
}

/** Another process owns the run now: stop working on it. */
export class LeaseLostError extends Error {
  constructor({ runId }: RunRef) {
    super(`run ${runId} belongs to another process now`);
    this.name = 'LeaseLostError';
  }
}

/** An agent, as its file defines it. */
export interface AgentDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it is told before the conversation. */
  readonly instructions: string;
  /** The tools that it may call, by name. */
  readonly tools: string[];
  /** Kinds of artifacts that it is the default agent for. */
  readonly artifactKinds: string[];
  readonly model: string;
  /** Model calls that one run may make at most. */
  readonly maxSteps: number;
}

/** An agent that people can talk to. */
export interface KnownAgent {
  /** What they see of it. */
  readonly profile: Agent;
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
