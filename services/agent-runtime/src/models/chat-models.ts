import { ServiceError } from '@ameide/service-kit/errors';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { OfflineChatModel } from '../offline/chat-model.ts';

/** How models are reached that callers name. */
export interface ModelConfig {
  readonly openaiApiKey?: string | undefined;
  /** Any endpoint that speaks OpenAI's Chat Completions; OpenAI's own unless given. */
  readonly openaiBaseUrl?: string | undefined;
  readonly anthropicApiKey?: string | undefined;
  /** Anthropic's own unless given. */
  readonly anthropicBaseUrl?: string | undefined;
  /** How often a call is repeated that failed before anything was answered. */
  readonly maxRetries: number;
}

/** One model and how it is reached. */
export interface ModelEndpoint {
  readonly provider: 'anthropic' | 'offline' | 'openai';
  readonly model: string;
  /** The provider's own unless given. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** A model that can be called. */
export interface OpenModel {
  /** `offline`, `openai:<model>` or `anthropic:<model>`. */
  readonly name: string;
  readonly chat: BaseChatModel;
}

/** The language models that agents run on. A provider's library is loaded when one of its models is opened first. */
export interface ChatModels {
  /**
   * A model by its name: `offline`, `openai:<model>` or `anthropic:<model>`.
   * @throws ServiceError invalid_argument `model_unknown`; unavailable `model_unavailable` when its key is not set
   */
  open(name: string): Promise<OpenModel>;
  /** A model that is reached by what is given here alone. */
  openAt(endpoint: ModelEndpoint): Promise<OpenModel>;
}

export function createChatModels(config: ModelConfig): ChatModels {
  const openAt = async (endpoint: ModelEndpoint): Promise<OpenModel> => ({
    name: nameOf(endpoint),
    chat: await chatModel(endpoint, config.maxRetries),
  });
  return { open: async (name) => openAt(endpointOf(name, config)), openAt };
}

/** The name of a model, as callers and people know it. */
export function nameOf({ provider, model }: ModelEndpoint): string {
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
  throw new ServiceError('unavailable', 'model_unavailable', message, { metadata: { model: name, variable } });
}

function unknownModel(name: string): ServiceError {
  const message = 'The model is none of "offline", "openai:<model>" and "anthropic:<model>".';
  return new ServiceError('invalid_argument', 'model_unknown', message, { metadata: { model: name } });
}
