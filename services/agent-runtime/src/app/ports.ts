import type { OperationArguments } from '@ameide/agent-tools/patch-arguments';
import type { BaseMessage } from '@langchain/core/messages';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { Piece } from '../domain/answer/reading.ts';
import type { ViewEdge, ViewNode } from '../domain/offline/model/view.ts';
import type { Interaction } from './interactions.ts';
import type { ModelGuard, ModelHealth } from './model-guard.ts';
import type { AgentTool } from './tools/tool.ts';

/** How models are reached that callers name. */
export interface ModelConfig {
  readonly openaiApiKey?: string | undefined;
  /** Any endpoint that speaks OpenAI's protocol; OpenAI's own unless given. */
  readonly openaiBaseUrl?: string | undefined;
  readonly anthropicApiKey?: string | undefined;
  /** Anthropic's own unless given. */
  readonly anthropicBaseUrl?: string | undefined;
  readonly googleApiKey?: string | undefined;
  /** Google's own unless given. */
  readonly googleBaseUrl?: string | undefined;
  /** Endpoints that were added by name, and limits of those that are built in. */
  readonly providers?: readonly ModelProvider[] | undefined;
  /** Of all models, unless their provider has others. */
  readonly limits: ModelLimits;
  /** Tokens that a model reads and writes at most of which nothing else is known. */
  readonly contextTokens: number;
}

/** What is spoken with a provider. */
export type ModelProtocol = 'anthropic' | 'google' | 'offline' | 'openai';

/** Who serves models. */
export interface ModelProvider {
  /** What its models are called by, before the colon. */
  readonly name: string;
  readonly protocol: ModelProtocol;
  /** The protocol's own unless given. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  /** The variable that its key comes from; absent when it needs none. */
  readonly apiKeyVariable?: string | undefined;
  readonly limits: Partial<ModelLimits>;
  /** Tokens that its models read and write at most; what is known of each unless given. */
  readonly contextTokens?: number | undefined;
}

/** How patient one is with a model. Times are milliseconds. */
export interface ModelLimits {
  /** How often a call is repeated that has failed. */
  readonly maxRetries: number;
  /** Until a connection to the provider stands. */
  readonly connectMs: number;
  /** Until the provider says anything. */
  readonly firstTokenMs: number;
  /** Between two things that it says. */
  readonly gapMs: number;
  /** Calls at a time. */
  readonly maxConcurrent: number;
  /** Calls that wait for their turn; one more is refused. */
  readonly maxQueued: number;
  /** After so many failures in a row the model is left alone. */
  readonly breakerFailures: number;
  /** Until one call tries whether it is back. */
  readonly breakerMs: number;
}

/** One model and how it is reached. */
export interface ModelEndpoint {
  readonly provider: string;
  readonly protocol: ModelProtocol;
  readonly model: string;
  /** The provider's own unless given. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** What a model is told about a tool. */
export type ToolDefinition = Pick<AgentTool, 'description' | 'name' | 'schema'>;

/** What a model is asked. */
export interface SpeakRequest {
  readonly prompt: readonly BaseMessage[];
  readonly tools: readonly ToolDefinition[];
  /** Ends the answer. */
  readonly signal: AbortSignal;
  /** Tokens that the answer may have at most; as the provider likes unless given. */
  readonly maxOutputTokens?: number | undefined;
}

/**
 * Answers a conversation, piece by piece, until the provider closes the stream or the signal ends it. One request of the
 * provider, which is not repeated.
 * @throws what the provider's library throws
 */
export type Speak = (request: SpeakRequest) => AsyncIterable<Piece>;

/** A model that can be called. */
export interface OpenModel {
  /** `offline`, or `<provider>:<model>`. */
  readonly name: string;
  readonly provider: string;
  /** Its name there. */
  readonly model: string;
  readonly speak: Speak;
  /** Whether it can go on with an answer that has been cut. */
  readonly canContinue: boolean;
  /** Tokens that it reads and writes at most. */
  readonly contextTokens: number;
  readonly limits: ModelLimits;
  /** What keeps the model, and those who wait for it, from being called in vain; all who open it share it. */
  readonly guard: ModelGuard;
}

/** The language models that agents run on. */
export interface ChatModels {
  /**
   * A model by its name: `offline`, or `<provider>:<model>`.
   * @throws RunRefused `model_unknown`; `model_unavailable` when its key is not set
   */
  open(name: string): Promise<OpenModel>;
  /** A model that is reached by what is given here alone. */
  openAt(endpoint: ModelEndpoint): Promise<OpenModel>;
  /** Every provider whose models can be named, by name, and the models of each that were opened. */
  providers(): readonly ProviderReport[];
}

export interface ProviderReport {
  readonly name: string;
  readonly protocol: ModelProtocol;
  /** Whether it needs no key, or has one. */
  readonly configured: boolean;
  readonly models: readonly { readonly name: string; readonly health: ModelHealth }[];
}

/** The one agent that a runtime was made for. */
export interface OwnAgent {
  /** The id by which the gateway calls it. */
  readonly id: string;
  readonly instructions: string;
  /** Of the tools in its definition those that were granted to it. */
  readonly tools: readonly string[];
  /** Those of them that a person approves before each call. */
  readonly approvalRequired: readonly string[];
  /** In the order in which they are tried. */
  readonly models: readonly ModelEndpoint[];
  readonly maxSteps: number;
}

/** The checkpoints of runs, by tenant. */
export interface Checkpoints {
  /** A checkpointer that sees one tenant's runs only. */
  of(tenantId: string): BaseCheckpointSaver;
}

/** Whose an interaction is. */
export interface InteractionOwner {
  readonly tenantId: string;
  readonly runId: string;
  readonly threadId: string;
  readonly userId: string;
  readonly agentId: string;
  readonly requestId: string;
}

export interface KeptInteraction extends Interaction, Omit<InteractionOwner, 'tenantId'> {
  readonly id: string;
}

export interface InteractionFilter {
  readonly runId: string | undefined;
  readonly threadId: string | undefined;
  readonly userId: string | undefined;
  /** Milliseconds since 1970. */
  readonly beganAfter: number | undefined;
  readonly beganBefore: number | undefined;
  /** When the one before began, and its id. */
  readonly after: readonly [number, string] | undefined;
  readonly limit: number;
}

/** What agents have asked models and tools. Nothing is ever changed. */
export interface Interactions {
  add(owner: InteractionOwner, interaction: Interaction): Promise<void>;
  /** The newest first. */
  list(tenantId: string, filter: InteractionFilter): Promise<readonly KeptInteraction[]>;
}

/** What the agent runtime measures. */
export interface AgentRuntimeMetrics {
  /** A run began to stream; call the answer when it has ended, once or more. */
  streamOpened(): () => void;
  /** A tool has answered, or was interrupted. */
  toolCalled(tool: string, ok: boolean, seconds: number): void;
}

export interface ProjectionRequest {
  /** `artifacts/<id>/<branch>`. */
  readonly ref: string;
  readonly intent: 'analyze' | 'modify';
  readonly tokenBudget: number;
  readonly focusIds: readonly string[];
  readonly focusKinds: readonly string[];
}

/** A model as a view that fits a token budget. */
export interface Projection {
  readonly ref: string;
  readonly version: number;
  readonly notation: string;
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  readonly reductions: readonly string[];
  readonly totalNodes: number;
  readonly totalEdges: number;
  /** All of it in few words. */
  readonly text: string;
}

export interface PatchRequest {
  /** `artifacts/<id>/<branch>[@<version>]`. */
  readonly ref: string;
  readonly title: string;
  readonly operations: readonly OperationArguments[];
  /** The id of the node that the patch adds, by its kind and `ref`; the same for the same arguments. */
  readonly newId: (kind: string, ref: string) => string;
  /** A repeat with the same one proposes nothing new. */
  readonly correlationId: string;
}

/** What became of a proposal. */
export interface Proposal {
  readonly baseVersion: number;
  /** Absent when it was not stored. */
  readonly patch?: { readonly id: string; readonly ref: string };
  /** One line for each thing that would change. */
  readonly changes: readonly string[];
  /** What the check has found, the errors first, each in one line. */
  readonly findings: readonly string[];
}

/** The services that tools call, on behalf of the person whose run it is. @throws ConnectError when they refuse */
export interface ModelServices {
  getProjection(request: ProjectionRequest, signal: AbortSignal): Promise<Projection>;
  proposePatch(request: PatchRequest, signal: AbortSignal): Promise<Proposal>;
}

/** A call that is about to be made, with how much it is likely to read and reads at most. */
export interface PlannedCall {
  readonly step: number;
  readonly attempt: number;
  readonly provider: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly maxInputTokens: number;
}

/**
 * Holds what a call may use, in the budgets that bind it. Answers how many tokens it may write before more are granted; undefined where no budget
 * binds it.
 * @throws RunRefused `budget_exceeded`, `model_without_price`; `metering_unavailable` when nobody can tell: then it may not be made
 */
export type Reserve = (call: PlannedCall, signal: AbortSignal | undefined) => Promise<number | undefined>;
