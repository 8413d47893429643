import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { ModelConfig } from './app/ports.ts';

/** How agents run. Times are milliseconds. */
export interface AgentRuntimeConfig extends ModelConfig {
  /** How long one attempt of a run may take; then it fails with `run_time_out`. */
  readonly runTimeoutMs: number;
  /** How long one call of a tool may take; then the agent is told that it failed. */
  readonly toolTimeoutMs: number;
}

const SECOND = 1000;

/** No providers: only the model `offline`. */
export const DEFAULT_AGENT_RUNTIME_CONFIG = {
  limits: {
    maxRetries: 2,
    connectMs: 10 * SECOND,
    firstTokenMs: 180 * SECOND,
    gapMs: 60 * SECOND,
    maxConcurrent: 128,
    maxQueued: 256,
    breakerFailures: 5,
    breakerMs: 15 * SECOND,
  },
  runTimeoutMs: 600 * SECOND,
  toolTimeoutMs: 30 * SECOND,
} satisfies AgentRuntimeConfig;

const { limits } = DEFAULT_AGENT_RUNTIME_CONFIG;
const count = (least: number, most: number, given: number) =>
  z.coerce.number().int().min(least).max(most).default(given);

/** What the agent runtime reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  /** Holds `definition.json` and `config.json` of the one agent that this runtime is made for. */
  AGENT_FOLDER: z.string().min(1).optional(),
  /** The model that the gateway names for every agent, if it does: that it can be opened is made sure of at the start. */
  AGENT_MODEL: z.string().optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  /** Any endpoint that speaks OpenAI's protocol. */
  OPENAI_BASE_URL: z.url().optional(),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  MODEL_MAX_RETRIES: count(0, 10, limits.maxRetries),
  /** Until a connection to a provider stands, it says anything, and it says more. */
  MODEL_CONNECT_TIMEOUT_SECONDS: seconds(limits.connectMs / 1_000),
  MODEL_FIRST_TOKEN_TIMEOUT_SECONDS: seconds(limits.firstTokenMs / 1_000),
  MODEL_GAP_TIMEOUT_SECONDS: seconds(limits.gapMs / 1_000),
  /** Of each model: calls at a time, and those that wait. */
  MODEL_MAX_CONCURRENT: count(1, 10_000, limits.maxConcurrent),
  MODEL_MAX_QUEUED: count(0, 100_000, limits.maxQueued),
  /** After so many failures in a row a model is left alone for so long. */
  MODEL_BREAKER_FAILURES: count(1, 1_000, limits.breakerFailures),
  MODEL_BREAKER_SECONDS: seconds(limits.breakerMs / 1_000),
  RUN_TIMEOUT_SECONDS: seconds(DEFAULT_AGENT_RUNTIME_CONFIG.runTimeoutMs / 1_000),
  TOOL_TIMEOUT_SECONDS: seconds(DEFAULT_AGENT_RUNTIME_CONFIG.toolTimeoutMs / 1_000),
});

/** The part of the environment that concerns agents. */
export function agentRuntimeConfig(environment: z.output<typeof environmentSchema>): AgentRuntimeConfig {
  return {
    openaiApiKey: environment.OPENAI_API_KEY,
    openaiBaseUrl: environment.OPENAI_BASE_URL,
    anthropicApiKey: environment.ANTHROPIC_API_KEY,
    anthropicBaseUrl: environment.ANTHROPIC_BASE_URL,
    limits: {
      maxRetries: environment.MODEL_MAX_RETRIES,
      connectMs: environment.MODEL_CONNECT_TIMEOUT_SECONDS * 1_000,
      firstTokenMs: environment.MODEL_FIRST_TOKEN_TIMEOUT_SECONDS * 1_000,
      gapMs: environment.MODEL_GAP_TIMEOUT_SECONDS * 1_000,
      maxConcurrent: environment.MODEL_MAX_CONCURRENT,
      maxQueued: environment.MODEL_MAX_QUEUED,
      breakerFailures: environment.MODEL_BREAKER_FAILURES,
      breakerMs: environment.MODEL_BREAKER_SECONDS * 1_000,
    },
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS * 1_000,
    toolTimeoutMs: environment.TOOL_TIMEOUT_SECONDS * 1_000,
  };
}
