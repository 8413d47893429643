import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadConfig } from '@ameide/service-kit/config';
import { environmentSchema } from './config.ts';

it('refuses a model that no runtime knows', () => {
  const start = (AGENT_MODEL: string) => () => loadConfig(environmentSchema, { AGENT_MODEL });
  for (const name of ['gpt-5', 'openai:', 'openai: ', 'Offline']) {
    assert.throws(start(name), /AGENT_MODEL: The model is none of "offline"/);
  }
  for (const name of ['offline', 'openai:gpt-5', 'anthropic:claude']) assert.doesNotThrow(start(name));
});
