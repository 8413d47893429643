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
  };
  assert.deepEqual(agentRuntimeConfig(loadConfig(environmentSchema, required)), {
    ...DEFAULT_AGENT_RUNTIME_CONFIG,
    ...providers,
  });
});

test('times are given in seconds', () => {
  const { runTimeoutMs, toolTimeoutMs } = agentRuntimeConfig(
    loadConfig(environmentSchema, { ...required, RUN_TIMEOUT_SECONDS: '90', TOOL_TIMEOUT_SECONDS: '0.5' }),
  );
  assert.deepEqual([runTimeoutMs, toolTimeoutMs], [90_000, 500]);
});

test('limits of models are given in seconds and counts', () => {
  const { limits } = agentRuntimeConfig(
    loadConfig(environmentSchema, { ...required, MODEL_GAP_TIMEOUT_SECONDS: '2', MODEL_MAX_CONCURRENT: '7' }),
  );
  const given = { ...DEFAULT_AGENT_RUNTIME_CONFIG.limits, gapMs: 2_000, maxConcurrent: 7 };
  assert.deepEqual(limits, given);
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
