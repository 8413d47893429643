import { endpointOf, nameOf } from '../../app/model-name.ts';
import type { ChatModels, ModelConfig, ModelEndpoint, OpenModel, Speak } from '../../app/ports.ts';
import { speakOffline } from './offline.ts';
import { blind, sees } from './sight.ts';

/** A provider's library is loaded when one of its models is opened first. */
export function createChatModels(config: ModelConfig): ChatModels {
  const openAt = async (endpoint: ModelEndpoint): Promise<OpenModel> => {
    const speak = await open(endpoint, config.maxRetries);
    return { name: nameOf(endpoint), speak: sees(endpoint) ? speak : blind(speak) };
  };
  return { open: async (name) => openAt(endpointOf(name, config)), openAt };
}

async function open(endpoint: ModelEndpoint, maxRetries: number): Promise<Speak> {
  switch (endpoint.provider) {
    case 'offline':
      return speakOffline;
    case 'openai':
      return speaksResponsesOnly(endpoint.model)
        ? (await import('./openai-responses.ts')).speakOpenAiResponses(endpoint, maxRetries)
        : (await import('./openai.ts')).speakOpenAi(endpoint, maxRetries);
    case 'anthropic':
      return (await import('./anthropic.ts')).speakAnthropic(endpoint, maxRetries);
  }
}

/**
 * OpenAI's models that speak the Responses API only, by OpenAI's own names for them. A gateway's names, such as
 * `openai/gpt-5-pro`, are left to Chat Completions, which gateways translate.
 */
function speaksResponsesOnly(model: string): boolean {
  return /^(?:ft:)?(?:(?:gpt-|o\d).*-(?:pro|codex|cyber|deep-research)|codex-|computer-use-)/.test(model);
}
