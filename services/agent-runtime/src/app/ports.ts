import type { BaseMessage } from '@langchain/core/messages';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { Piece } from '../domain/answer/reading.ts';
import type { ViewEdge, ViewNode } from '../domain/offline/model/view.ts';
import type { OperationArguments } from './tools/patch-arguments.ts';
import type { AgentTool } from './tools/tool.ts';

/** How models are reached that callers name. */
export interface ModelConfig {
  readonly openaiApiKey?: string | undefined;
  /** Any endpoint that speaks OpenAI's protocol; OpenAI's own unless given. */
  readonly openaiBaseUrl?: string | undefined;
  readonly anthropicApiKey?: string | undefined;
  /** Anthropic's own unless given. */
  readonly anthropicBaseUrl?: string | undefined;
  /** How often a call is repeated that failed before anything was answered. */
  readonly maxRetries: number;
}

/** One model and how it is reached. */
export interface ModelEndpoint {
  readonly provider: 'anthropic' | 'offline' | 'openai';
  readonly model: string;
  /** The provider's own unless given. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** What a model is told about a tool. */
export type ToolDefinition = Pick<AgentTool, 'description' | 'name' | 'schema'>;

/**
 * Answers a conversation, piece by piece, until the provider closes the stream or the signal ends it.
 * @throws what the provider's library throws
 */
export type Speak = (
  prompt: readonly BaseMessage[],
  tools: readonly ToolDefinition[],
  signal: AbortSignal,
) => AsyncIterable<Piece>;

/** A model that can be called. */
export interface OpenModel {
  /** `offline`, `openai:<model>` or `anthropic:<model>`. */
  readonly name: string;
  readonly speak: Speak;
}

/** The language models that agents run on. */
export interface ChatModels {
  /**
   * A model by its name: `offline`, `openai:<model>` or `anthropic:<model>`.
   * @throws RunRefused `model_unknown`; `model_unavailable` when its key is not set
   */
  open(name: string): Promise<OpenModel>;
  /** A model that is reached by what is given here alone. */
  openAt(endpoint: ModelEndpoint): Promise<OpenModel>;
}

/** The one agent that a runtime was made for. */
export interface OwnAgent {
  /** The id by which the gateway calls it. */
  readonly id: string;
  readonly instructions: string;
  /** Of the tools in its definition those that were granted to it. */
  readonly tools: readonly string[];
  /** In the order in which they are tried. */
  readonly models: readonly ModelEndpoint[];
  readonly maxSteps: number;
}

/** The checkpoints of runs, by tenant. */
export interface Checkpoints {
  /** A checkpointer that sees one tenant's runs only. */
  of(tenantId: string): BaseCheckpointSaver;
}

/** What the agent runtime measures. */
export interface AgentRuntimeMetrics {
  /** A run began to stream; call the answer when it has ended, once or more. */
  streamOpened(): () => void;
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
