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
export const DEFAULT_AGENT_RUNTIME_CONFIG: AgentRuntimeConfig = {
  maxRetries: 2,
  runTimeoutMs: 600 * SECOND,
  toolTimeoutMs: 30 * SECOND,
};

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
  MODEL_MAX_RETRIES: z.coerce.number().int().min(0).max(10).default(DEFAULT_AGENT_RUNTIME_CONFIG.maxRetries),
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
    maxRetries: environment.MODEL_MAX_RETRIES,
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS * 1_000,
    toolTimeoutMs: environment.TOOL_TIMEOUT_SECONDS * 1_000,
  };
}
