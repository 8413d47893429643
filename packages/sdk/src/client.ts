import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import type { Frame, Run } from '@ameide/contracts/inference/v1/run';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { type ChatArtifact, createChatArtifact } from './chat-artifact.ts';
import {
  type DocumentToImport,
  type ExportedDocument,
  exportDocument,
  type ImportedDocument,
  importDocument,
} from './documents.ts';
import { type FollowOptions, follow } from './follow.ts';
import { createProjectionSource, type ProjectionEvent } from './projection-stream.ts';
import { type RetryOptions, type RetryPolicy, retryPolicy } from './retry.ts';
import { createRunSource, type RunStart } from './run-stream.ts';
import { createCallTransport, type TokenSource } from './transport.ts';

/** How to reach the platform: at an address by `fetch`, or through a transport of Connect. */
export type Reach =
  | { readonly baseUrl: string; readonly fetch?: typeof globalThis.fetch }
  | { readonly transport: Transport };

/** What a client is made with. */
export type AmeideClientOptions = Reach & {
  readonly token: TokenSource;
  /** Longest time of a unary call with all its attempts, in ms; 30,000 by default. */
  readonly deadlineMs?: number;
  readonly retry?: RetryOptions;
  /** A stream on which nothing, not even a heartbeat, came for so long is connected again, in ms; 60,000 by default. */
  readonly idleTimeoutMs?: number;
};

/** Until when to follow a stream. Aborting it closes the connection and changes nothing on the server. */
export interface StreamOptions {
  readonly signal?: AbortSignal;
}

/** The platform: its services as they are, and helpers for what takes more than one call. Every error is an `AmeideError`. */
export class AmeideClient {
  readonly chatCommands: Client<typeof ChatCommandService>;
  readonly chatQueries: Client<typeof ChatQueryService>;
  readonly artifactCommands: Client<typeof ArtifactCommandService>;
  readonly artifactQueries: Client<typeof ArtifactQueryService>;
  readonly graphPatches: Client<typeof GraphPatchService>;
  readonly models: Client<typeof ModelService>;
  readonly projections: Client<typeof ProjectionService>;
  readonly inference: Client<typeof InferenceService>;
  readonly agents: Client<typeof AgentRegistryService>;
  readonly chatArtifact: ChatArtifact;
  readonly #retry: RetryPolicy;
  readonly #idleTimeoutMs: number;

  constructor(options: AmeideClientOptions) {
    this.#retry = retryPolicy(options.retry);
    this.#idleTimeoutMs = options.idleTimeoutMs ?? 60_000;
    const { token, deadlineMs = 30_000 } = options;
    const transport = createCallTransport(reach(options), { token, deadlineMs, retry: this.#retry });
    this.chatCommands = createClient(ChatCommandService, transport);
    this.chatQueries = createClient(ChatQueryService, transport);
    this.artifactCommands = createClient(ArtifactCommandService, transport);
    this.artifactQueries = createClient(ArtifactQueryService, transport);
    this.graphPatches = createClient(GraphPatchService, transport);
    this.models = createClient(ModelService, transport);
    this.projections = createClient(ProjectionService, transport);
    this.inference = createClient(InferenceService, transport);
    this.agents = createClient(AgentRegistryService, transport);
    this.chatArtifact = createChatArtifact(this.chatCommands);
  }

  /**
   * Has an agent answer the last message of a chat, and streams the answer: every frame exactly once and in order, over as
   * many connections as it takes, up to the status with which the run ends. Heartbeats come in between.
   *
   * @param request.idempotencyKey makes a repeat return to the same run; a new one by default
   * @throws AmeideError; the signal's reason when it is aborted, which does not cancel the run
   */
  generate(
    request: { readonly threadId: string; readonly agentId?: string; readonly idempotencyKey?: string },
    options: StreamOptions = {},
  ): AsyncGenerator<Frame, void> {
    const { threadId, agentId = '', idempotencyKey = crypto.randomUUID() } = request;
    return this.#followRun({ threadId, agentId, idempotencyKey }, options);
  }

  /** Continues the stream of a run after the frame that had this token; as `generate` otherwise. */
  resume(resumeToken: string, options: StreamOptions = {}): AsyncGenerator<Frame, void> {
    return this.#followRun({ resumeToken }, options);
  }

  /** Cancels a run by its id, or by its key even before there is a run; what was said stays. */
  async cancel(
    which: { readonly runId: string } | { readonly idempotencyKey: string },
    options: StreamOptions = {},
  ): Promise<Run | undefined> {
    const run =
      'runId' in which
        ? ({ case: 'runId', value: which.runId } as const)
        : ({ case: 'idempotencyKey', value: which.idempotencyKey } as const);
    return (await this.inference.cancelRun({ run }, options)).run;
  }

  /**
   * Follows a model: a snapshot, unless `sinceVersion` is given, then every commit exactly once and in order. Connects again
   * for as long as it takes.
   *
   * @param ref `artifacts/<id>/<branch>`
   * @throws AmeideError; the signal's reason when it is aborted
   */
  watchProjection(
    ref: string,
    options: StreamOptions & { readonly sinceVersion?: number } = {},
  ): AsyncGenerator<ProjectionEvent, void> {
    const source = createProjectionSource(this.projections, ref, options.sinceVersion);
    return follow(source, { ...this.#follow(options), retry: { ...this.#retry, attempts: Number.POSITIVE_INFINITY } });
  }

  /** Creates an artifact with a document as its content. A repeat with the same key continues where the first one failed. */
  importDocument(document: DocumentToImport): Promise<ImportedDocument> {
    return importDocument(this.artifactCommands, this.models, document);
  }

  /** The document of a model, at a version if the ref names one. */
  exportDocument(ref: string): Promise<ExportedDocument> {
    return exportDocument(this.models, ref);
  }

  #followRun(start: RunStart, options: StreamOptions): AsyncGenerator<Frame, void> {
    return follow(createRunSource(this.inference, start), this.#follow(options));
  }

  #follow({ signal }: StreamOptions): FollowOptions {
    return { retry: this.#retry, idleTimeoutMs: this.#idleTimeoutMs, signal };
  }
}

function reach(options: Reach): Transport {
  if ('transport' in options) return options.transport;
  const { baseUrl, fetch } = options;
  return createConnectTransport({ baseUrl, useBinaryFormat: true, ...(fetch === undefined ? {} : { fetch }) });
}
