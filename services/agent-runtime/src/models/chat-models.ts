import { ServiceError } from '@ameide/service-kit/errors';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { OfflineChatModel } from '../offline/chat-model.ts';

/** How models are reached. */
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

/** The language models that agents run on. */
export interface ChatModels {
  /**
   * A model by its name: `offline`, `openai:<model>` or `anthropic:<model>`. A provider's library is loaded when one of
   * its models is opened first.
   * @throws ServiceError invalid_argument `model_unknown`; unavailable `model_unavailable` when its key is not set
   */
  open(name: string): Promise<BaseChatModel>;
}

export function createChatModels(config: ModelConfig): ChatModels {
  return {
    async open(name) {
      if (name === 'offline') return new OfflineChatModel({});
      const [, provider, model] = /^(openai|anthropic):(.+)$/.exec(name) ?? [];
      if (provider === undefined || model === undefined) throw unknownModel(name);
      return provider === 'openai' ? openOpenAI(config, name, model) : openAnthropic(config, name, model);
    },
  };
}

async function openOpenAI(config: ModelConfig, name: string, model: string): Promise<BaseChatModel> {
  const { openaiApiKey, openaiBaseUrl, maxRetries } = config;
  // An endpoint of one's own may need no key, but the library wants one.
  const apiKey = openaiApiKey ?? (openaiBaseUrl === undefined ? missingKey(name, 'OPENAI_API_KEY') : 'none');
  const { ChatOpenAI } = await import('@langchain/openai');
  const configuration = openaiBaseUrl === undefined ? {} : { configuration: { baseURL: openaiBaseUrl } };
  return new ChatOpenAI({ model, apiKey, maxRetries, useResponsesApi: false, streamUsage: true, ...configuration });
}

async function openAnthropic(config: ModelConfig, name: string, model: string): Promise<BaseChatModel> {
  const { anthropicApiKey, anthropicBaseUrl, maxRetries } = config;
  const apiKey = anthropicApiKey ?? missingKey(name, 'ANTHROPIC_API_KEY');
  const { ChatAnthropic } = await import('@langchain/anthropic');
  const endpoint = anthropicBaseUrl === undefined ? {} : { anthropicApiUrl: anthropicBaseUrl };
  return new ChatAnthropic({ model, apiKey, maxRetries, ...endpoint });
}

function missingKey(name: string, variable: string): never {
  const message = `The model ${name} needs a key: set ${variable}, or run the agent on the model "offline".`;
  throw new ServiceError('unavailable', 'model_unavailable', message, { metadata: { model: name, variable } });
}

function unknownModel(name: string): ServiceError {
  const message = 'The model is none of "offline", "openai:<model>" and "anthropic:<model>".';
  return new ServiceError('invalid_argument', 'model_unknown', message, { metadata: { model: name } });
}
