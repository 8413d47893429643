import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { ChatModels, ModelConfig, ModelEndpoint, OpenModel } from '../../app/ports.ts';
import { RunRefused } from '../../app/refusal.ts';
import { OfflineChatModel } from './offline-chat-model.ts';

/** A provider's library is loaded when one of its models is opened first. */
export function createChatModels(config: ModelConfig): ChatModels {
  const openAt = async (endpoint: ModelEndpoint): Promise<OpenModel> => ({
    name: nameOf(endpoint),
    chat: await chatModel(endpoint, config.maxRetries),
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

async function chatModel(
  { provider, model, baseUrl, apiKey = 'none' }: ModelEndpoint,
  maxRetries: number,
): Promise<BaseChatModel> {
  switch (provider) {
    case 'offline':
      return new OfflineChatModel({});
    case 'openai': {
      const { ChatOpenAI } = await import('@langchain/openai');
      const configuration = baseUrl === undefined ? {} : { configuration: { baseURL: baseUrl } };
      return new ChatOpenAI({ model, apiKey, maxRetries, useResponsesApi: false, streamUsage: true, ...configuration });
    }
    case 'anthropic': {
      const { ChatAnthropic } = await import('@langchain/anthropic');
      const endpoint = baseUrl === undefined ? {} : { anthropicApiUrl: baseUrl };
      return new ChatAnthropic({ model, apiKey, maxRetries, ...endpoint });
    }
  }
}

function missingKey(name: string, variable: string): never {
  const message = `The model ${name} needs a key: set ${variable}, or run the agent on the model "offline".`;
  throw new RunRefused('model_unavailable', message, { model: name, variable });
}

function unknownModel(name: string): RunRefused {
  return new RunRefused('model_unknown', undefined, { model: name });
}
