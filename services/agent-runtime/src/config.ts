import { type Environment, seconds } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { ModelConfig, ModelLimits, ModelProvider } from './app/ports.ts';
import { isBuiltIn } from './domain/built-in-provider.ts';

/** How agents run. Times are milliseconds. */
export interface AgentRuntimeConfig extends ModelConfig {
  /** How long one attempt of a run may take; then it fails with `run_time_out`. */
  readonly runTimeoutMs: number;
  /** How long one call of a tool may take; then the agent is told that it failed. */
  readonly toolTimeoutMs: number;
}

const SECOND = 1000;

const DEFAULT_MODEL_LIMITS: ModelLimits = {
  maxRetries: 2,
  connectMs: 10 * SECOND,
  firstTokenMs: 180 * SECOND,
  gapMs: 60 * SECOND,
  maxConcurrent: 128,
  maxQueued: 256,
  breakerFailures: 5,
  breakerMs: 15 * SECOND,
};

const DEFAULT_CONTEXT_TOKENS = 128_000;

const limits = DEFAULT_MODEL_LIMITS;
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const duration = z.number().positive().max(86_400);

const providers = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
      protocol: z.enum(['anthropic', 'google', 'openai']).optional(),
      baseUrl: z.url({ protocol: /^https?$/ }).optional(),
      apiKeyVariable: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/)
        .optional(),
      contextTokens: count(1_024, 100_000_000).optional(),
      limits: z
        .strictObject({
          maxRetries: count(0, 10),
          connectSeconds: duration,
          firstTokenSeconds: duration,
          gapSeconds: duration,
          maxConcurrent: count(1, 10_000),
          maxQueued: count(0, 100_000),
          breakerFailures: count(1, 1_000),
          breakerSeconds: duration,
        })
        .partial()
        .default({}),
    }),
  )
  .max(64)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names a provider twice')
  .refine(
    (all) => all.every(({ name, baseUrl }) => isBuiltIn(name) || baseUrl !== undefined),
    'a provider of your own needs a baseUrl',
  )
  .refine(
    (all) => all.every(({ name, protocol, baseUrl }) => !isBuiltIn(name) || (protocol ?? baseUrl) === undefined),
    'a provider that is built in takes limits only: name one of your own',
  );

/** How models are reached, as processes read it from their environment. */
export const modelVariables = {
  OPENAI_API_KEY: z.string().min(1).optional(),
  /** Any endpoint that speaks OpenAI's protocol. */
  OPENAI_BASE_URL: z.url().optional(),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  GOOGLE_API_KEY: z.string().min(1).optional(),
  GOOGLE_BASE_URL: z.url().optional(),
  /** Further endpoints, as JSON: `[{"name": "groq", "baseUrl": "https://…", "apiKeyVariable": "GROQ_API_KEY"}]`. */
  MODEL_PROVIDERS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(providers)
    .optional(),
  /** That a model reads and writes at most of which nothing else is known. */
  MODEL_CONTEXT_TOKENS: count(1_024, 100_000_000).default(DEFAULT_CONTEXT_TOKENS),
  MODEL_MAX_RETRIES: count(0, 10).default(limits.maxRetries),
  /** Until a connection to a provider stands, it says anything, and it says more. */
  MODEL_CONNECT_TIMEOUT_SECONDS: seconds(limits.connectMs / SECOND),
  MODEL_FIRST_TOKEN_TIMEOUT_SECONDS: seconds(limits.firstTokenMs / SECOND),
  MODEL_GAP_TIMEOUT_SECONDS: seconds(limits.gapMs / SECOND),
  /** Of each model: calls at a time, and those that wait. */
  MODEL_MAX_CONCURRENT: count(1, 10_000).default(limits.maxConcurrent),
  MODEL_MAX_QUEUED: count(0, 100_000).default(limits.maxQueued),
  /** After so many failures in a row a model is left alone for so long. */
  MODEL_BREAKER_FAILURES: count(1, 1_000).default(limits.breakerFailures),
  MODEL_BREAKER_SECONDS: seconds(limits.breakerMs / SECOND),
};

const schema = z.object(modelVariables);

/** @param env has the keys that `MODEL_PROVIDERS` names; without it they count as set */
export function modelConfig(environment: z.output<typeof schema>, env?: Environment): ModelConfig {
  return {
    openaiApiKey: environment.OPENAI_API_KEY,
    openaiBaseUrl: environment.OPENAI_BASE_URL,
    anthropicApiKey: environment.ANTHROPIC_API_KEY,
    anthropicBaseUrl: environment.ANTHROPIC_BASE_URL,
    googleApiKey: environment.GOOGLE_API_KEY,
    googleBaseUrl: environment.GOOGLE_BASE_URL,
    contextTokens: environment.MODEL_CONTEXT_TOKENS,
    providers: (environment.MODEL_PROVIDERS ?? []).map((provider) => providerOf(provider, env)),
    limits: {
      maxRetries: environment.MODEL_MAX_RETRIES,
      connectMs: environment.MODEL_CONNECT_TIMEOUT_SECONDS * SECOND,
      firstTokenMs: environment.MODEL_FIRST_TOKEN_TIMEOUT_SECONDS * SECOND,
      gapMs: environment.MODEL_GAP_TIMEOUT_SECONDS * SECOND,
      maxConcurrent: environment.MODEL_MAX_CONCURRENT,
      maxQueued: environment.MODEL_MAX_QUEUED,
      breakerFailures: environment.MODEL_BREAKER_FAILURES,
      breakerMs: environment.MODEL_BREAKER_SECONDS * SECOND,
    },
  };
}

function providerOf(
  { limits, protocol = 'openai', apiKeyVariable, ...provider }: z.output<typeof providers>[number],
  env: Environment | undefined,
): ModelProvider {
  const { connectSeconds, firstTokenSeconds, gapSeconds, breakerSeconds, ...counts } = limits;
  const ms = (value: number | undefined) => value && value * SECOND;
  const given = {
    ...counts,
    connectMs: ms(connectSeconds),
    firstTokenMs: ms(firstTokenSeconds),
    gapMs: ms(gapSeconds),
    breakerMs: ms(breakerSeconds),
  };
  return {
    ...provider,
    protocol,
    // A key that nobody asks for is none that is missing.
    ...(env !== undefined && apiKeyVariable !== undefined && { apiKeyVariable, apiKey: env[apiKeyVariable] }),
    limits: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** No providers: only the model `offline`. */
export const DEFAULT_AGENT_RUNTIME_CONFIG: AgentRuntimeConfig = {
  limits: DEFAULT_MODEL_LIMITS,
  contextTokens: DEFAULT_CONTEXT_TOKENS,
  runTimeoutMs: 600 * SECOND,
  toolTimeoutMs: 30 * SECOND,
};

/** What the agent runtime reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  /** Holds `definition.json` and `config.json` of the one agent that this runtime is made for. */
  AGENT_FOLDER: z.string().min(1).optional(),
  /** The model that the gateway names for every agent, if it does: that it can be opened is made sure of at the start. */
  AGENT_MODEL: z.string().optional(),
  ...modelVariables,
  RUN_TIMEOUT_SECONDS: seconds(DEFAULT_AGENT_RUNTIME_CONFIG.runTimeoutMs / SECOND),
  TOOL_TIMEOUT_SECONDS: seconds(DEFAULT_AGENT_RUNTIME_CONFIG.toolTimeoutMs / SECOND),
});

/** The part of the environment that concerns agents. @param env has the keys that MODEL_PROVIDERS names */
export function agentRuntimeConfig(
  environment: z.output<typeof environmentSchema>,
  env: Environment,
): AgentRuntimeConfig {
  return {
    ...modelConfig(environment, env),
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS * SECOND,
    toolTimeoutMs: environment.TOOL_TIMEOUT_SECONDS * SECOND,
  };
}
