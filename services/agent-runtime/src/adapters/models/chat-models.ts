import type { ChatModels, ModelConfig, ModelEndpoint, OpenModel, Speak } from '../../app/ports.ts';
import { RunRefused } from '../../app/refusal.ts';
import { speakOffline } from './offline.ts';

/** A provider's library is loaded when one of its models is opened first. */
export function createChatModels(config: ModelConfig): ChatModels {
  const openAt = async (endpoint: ModelEndpoint): Promise<OpenModel> => ({
    name: nameOf(endpoint),
    speak: await open(endpoint, config.maxRetries),
  });
  return { open: async (name) => openAt(endpointOf(name, config)), openAt };
}

/** The name of a model, as callers and people know it. */
function nameOf({ provider, model }: ModelEndpoint): string {
  return provider === 'offline' ? provider : `${provider}:${model}`;
}

function endpointOf(name: string, config: ModelConfig): ModelEndpoint {
  if (name === 'offline') return { provider: 'offline', model: name };
  const [, provider, model] = /^(openai|anthropic):(.+)$/.exec(name) ?? [];
  if (provider === undefined || model === undefined) throw unknownModel(name);
  if (provider === 'openai') {
    const { openaiApiKey, openaiBaseUrl: baseUrl } = config;
    // An endpoint of one's own may need no key.
    const apiKey = openaiApiKey ?? (baseUrl === undefined ? missingKey(name, 'OPENAI_API_KEY') : undefined);
    return { provider, model, baseUrl, apiKey };
  }
  const apiKey = config.anthropicApiKey ?? missingKey(name, 'ANTHROPIC_API_KEY');
  return { provider: 'anthropic', model, baseUrl: config.anthropicBaseUrl, apiKey };
}

async function open(endpoint: ModelEndpoint, maxRetries: number): Promise<Speak> {
  switch (endpoint.provider) {
    case 'offline':
      return speakOffline;
    case 'openai':
      return (await import('./openai.ts')).speakOpenAi(endpoint, maxRetries);
    case 'anthropic':
      return (await import('./anthropic.ts')).speakAnthropic(endpoint, maxRetries);
  }
}

function missingKey(name: string, variable: string): never {
  const message = `The model ${name} needs a key: set ${variable}, or run the agent on the model "offline".`;
  throw new RunRefused('model_unavailable', message, { model: name, variable });
}

function unknownModel(name: string): RunRefused {
  return new RunRefused('model_unknown', undefined, { model: name });
}
