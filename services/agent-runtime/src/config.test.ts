import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, loadConfig } from '@ameide/service-kit/config';
import { agentRuntimeConfig, DEFAULT_AGENT_RUNTIME_CONFIG, environmentSchema } from './config.ts';

const required = {
  DATABASE_URL: 'postgres://localhost/ameide',
  PROJECTION_URL: 'http://projection:8080',
  GRAPHPATCH_URL: 'http://graphpatch:8080',
  INTERNAL_SECRET: 'x'.repeat(32),
  OIDC_ISSUER: 'http://issuer',
};

test('without providers the defaults hold', () => {
  const providers = {
    openaiApiKey: undefined,
    openaiBaseUrl: undefined,
    anthropicApiKey: undefined,
    anthropicBaseUrl: undefined,
    googleApiKey: undefined,
    googleBaseUrl: undefined,
    providers: [],
  };
  assert.deepEqual(agentRuntimeConfig(loadConfig(environmentSchema, required), {}), {
    ...DEFAULT_AGENT_RUNTIME_CONFIG,
    ...providers,
  });
});

test('times are given in seconds', () => {
  const { runTimeoutMs, toolTimeoutMs } = agentRuntimeConfig(
    loadConfig(environmentSchema, { ...required, RUN_TIMEOUT_SECONDS: '90', TOOL_TIMEOUT_SECONDS: '0.5' }),
    {},
  );
  assert.deepEqual([runTimeoutMs, toolTimeoutMs], [90_000, 500]);
});

test('limits of models are given in seconds and counts', () => {
  const { limits } = agentRuntimeConfig(
    loadConfig(environmentSchema, { ...required, MODEL_GAP_TIMEOUT_SECONDS: '2', MODEL_MAX_CONCURRENT: '7' }),
    {},
  );
  const given = { ...DEFAULT_AGENT_RUNTIME_CONFIG.limits, gapMs: 2_000, maxConcurrent: 7 };
  assert.deepEqual(limits, given);
});

const providersOf = (providers: unknown, env: Record<string, string> = {}) =>
  agentRuntimeConfig(loadConfig(environmentSchema, { ...required, MODEL_PROVIDERS: JSON.stringify(providers) }), env);

test('endpoints are added by name, with a key of their own and limits of their own', () => {
  const { providers, limits } = providersOf(
    [
      { name: 'groq', baseUrl: 'https://groq.example/v1', apiKeyVariable: 'GROQ_API_KEY', limits: { gapSeconds: 2 } },
      { name: 'local', baseUrl: 'http://localhost:11434/v1', contextTokens: 8_192 },
      { name: 'openai', limits: { maxConcurrent: 3 } },
    ],
    { GROQ_API_KEY: 'k' },
  );
  assert.deepEqual(providers, [
    {
      name: 'groq',
      protocol: 'openai',
      baseUrl: 'https://groq.example/v1',
      apiKeyVariable: 'GROQ_API_KEY',
      apiKey: 'k',
      limits: { gapMs: 2_000 },
    },
    { name: 'local', protocol: 'openai', baseUrl: 'http://localhost:11434/v1', contextTokens: 8_192, limits: {} },
    { name: 'openai', protocol: 'openai', limits: { maxConcurrent: 3 } },
  ]);
  assert.deepEqual(limits, DEFAULT_AGENT_RUNTIME_CONFIG.limits);
});

test('endpoints that make no sense are named', () => {
  for (const [providers, said] of [
    [[{ name: 'groq' }], /needs a baseUrl/],
    [[{ name: 'openai', baseUrl: 'https://groq.example' }], /built in/],
    [Array(2).fill({ name: 'groq', baseUrl: 'https://groq.example' }), /twice/],
    [[{ name: 'groq', baseUrl: 'https://groq.example', key: 'k' }], /key/],
    [[{ name: 'a b', baseUrl: 'file:///etc' }], /name/],
  ] as const) {
    assert.throws(
      () => providersOf(providers),
      (error) => error instanceof ConfigError && said.test(error.message),
    );
  }
  assert.throws(() => loadConfig(environmentSchema, { ...required, MODEL_PROVIDERS: '[' }), /MODEL_PROVIDERS.*JSON/);
});

test('every fault is named', () => {
  const load = () =>
    loadConfig(environmentSchema, { ...required, OPENAI_BASE_URL: 'nowhere', MODEL_MAX_RETRIES: '-1' });
  assert.throws(
    load,
    (error) =>
      error instanceof ConfigError && /OPENAI_BASE_URL/.test(error.message) && /MODEL_MAX_RETRIES/.test(error.message),
  );
});
