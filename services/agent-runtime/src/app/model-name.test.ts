import assert from 'node:assert/strict';
import { it } from 'node:test';
import { endpointOf, modelFault } from './model-name.ts';

it('says why a model cannot be opened', () => {
  for (const name of ['', 'gpt-5', 'openai:', 'openai: ', 'Offline']) {
    assert.match(modelFault(name, {}) ?? '', /^The model is none of "offline"/);
  }
  assert.match(modelFault('openai:gpt-5', { anthropicApiKey: 'k' }) ?? '', /set OPENAI_API_KEY/);
  assert.match(modelFault('anthropic:claude', { openaiApiKey: 'k' }) ?? '', /set ANTHROPIC_API_KEY/);
  assert.equal(modelFault('openai:qwen3', { openaiBaseUrl: 'http://localhost:11434/v1' }), undefined);
  assert.equal(modelFault('anthropic:claude', { anthropicApiKey: 'k' }), undefined);
  assert.equal(modelFault('offline', {}), undefined);
});

it('knows the endpoints that were added by name', () => {
  const providers = [
    { name: 'groq', protocol: 'openai', baseUrl: 'https://groq.example', apiKeyVariable: 'GROQ_API_KEY', limits: {} },
    { name: 'local', protocol: 'openai', baseUrl: 'http://localhost:11434/v1', limits: {} },
  ] as const;
  assert.match(modelFault('groq:llama', { providers }) ?? '', /set GROQ_API_KEY/);
  assert.equal(modelFault('local:qwen3', { providers }), undefined);
  assert.match(modelFault('far:qwen3', { providers }) ?? '', /"groq:<model>" and "local:<model>"/);
  const { baseUrl, protocol, model } = endpointOf('local:qwen3', { providers });
  assert.deepEqual([baseUrl, protocol, model], ['http://localhost:11434/v1', 'openai', 'qwen3']);
});
