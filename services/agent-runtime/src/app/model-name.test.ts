import assert from 'node:assert/strict';
import { it } from 'node:test';
import { modelFault } from './model-name.ts';

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
