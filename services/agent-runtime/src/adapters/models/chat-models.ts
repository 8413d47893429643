import { createModelGuard, type ModelGuard } from '../../app/model-guard.ts';
import { endpointOf, nameOf, providersOf } from '../../app/model-name.ts';
import type {
  ChatModels,
  ModelConfig,
  ModelEndpoint,
  ModelLimits,
  OpenModel,
  ProviderReport,
  Speak,
} from '../../app/ports.ts';
import { contextTokensOf } from './context-tokens.ts';
import { speakOffline } from './offline.ts';
import { blind, sees } from './sight.ts';

/**
 * A provider's library is loaded when one of its models is opened first. All who open a model share its guard.
 * @param now ms since 1970
 */
export function createChatModels(config: ModelConfig, now: () => number): ChatModels {
  const guards = new Map<string, ModelGuard>();
  const opened = new Map<string, OpenModel>();
  const guardOf = (key: string, limits: ModelLimits): ModelGuard => {
    const guard = guards.get(key) ?? createModelGuard(limits, now);
    guards.set(key, guard);
    return guard;
  };
  const openAt = async (endpoint: ModelEndpoint): Promise<OpenModel> => {
    const { provider, model, baseUrl = '' } = endpoint;
    const own = config.providers?.find((one) => one.name === provider);
    const limits = { ...config.limits, ...own?.limits };
    const speak = await open(endpoint, limits.connectMs);
    const name = nameOf(endpoint);
    const model_: OpenModel = {
      name,
      provider,
      model,
      speak: sees(endpoint) ? speak : blind(speak),
      canContinue: endpoint.protocol !== 'offline',
      contextTokens: own?.contextTokens ?? contextTokensOf(endpoint) ?? config.contextTokens,
      limits,
      guard: guardOf(`${name} ${baseUrl}`, limits),
    };
    opened.set(`${name} ${baseUrl}`, model_);
    return model_;
  };
  return {
    open: async (name) => openAt(endpointOf(name, config)),
    openAt,
    providers: () => reportOf(config, [...opened.values()]),
  };
}

const OFFLINE = { name: 'offline', protocol: 'offline', apiKey: undefined, apiKeyVariable: undefined } as const;

function reportOf(config: ModelConfig, opened: readonly OpenModel[]): readonly ProviderReport[] {
  const known = [OFFLINE, ...providersOf(config)].sort((a, b) => (a.name < b.name ? -1 : 1));
  return known.map(({ name, protocol, apiKey, apiKeyVariable }) => ({
    name,
    protocol,
    configured: apiKey !== undefined || apiKeyVariable === undefined,
    models: opened
      .filter(({ provider }) => provider === name)
      .map((model) => ({ name: model.name, health: model.guard.health() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }));
}

async function open(endpoint: ModelEndpoint, connectMs: number): Promise<Speak> {
  switch (endpoint.protocol) {
    case 'offline':
      return speakOffline;
    case 'openai':
      return speaksResponsesOnly(endpoint.model)
        ? (await import('./openai-responses.ts')).speakOpenAiResponses(endpoint, connectMs)
        : (await import('./openai.ts')).speakOpenAi(endpoint, connectMs);
    case 'anthropic':
      return (await import('./anthropic.ts')).speakAnthropic(endpoint, connectMs);
    case 'google':
      return (await import('./google.ts')).speakGoogle(endpoint, connectMs);
  }
}

/**
 * OpenAI's models that speak the Responses API only, by OpenAI's own names for them. A gateway's names, such as
 * `openai/gpt-5-pro`, are left to Chat Completions, which gateways translate.
 */
function speaksResponsesOnly(model: string): boolean {
  return /^(?:ft:)?(?:(?:gpt-|o\d).*-(?:pro|codex|cyber|deep-research)|codex-|computer-use-)/.test(model);
}
