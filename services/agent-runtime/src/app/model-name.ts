import { isBuiltIn } from '../domain/built-in-provider.ts';
import type { ModelConfig, ModelEndpoint, ModelProvider } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** The name of a model, as callers and people know it. */
export function nameOf({ provider, model }: Pick<ModelEndpoint, 'model' | 'provider'>): string {
  return provider === 'offline' ? provider : `${provider}:${model}`;
}

export type ModelAccess = Omit<ModelConfig, 'contextTokens' | 'limits'>;

/** How a model is reached. @throws RunRefused `model_unknown`; `model_unavailable` when its key is not set */
export function endpointOf(name: string, config: ModelAccess): ModelEndpoint {
  if (name === 'offline') return { provider: 'offline', protocol: 'offline', model: name };
  const known = providersOf(config);
  const [, provider = '', model] = /^([a-z][a-z0-9-]*):(.*\S.*)$/.exec(name) ?? [];
  const found = known.find((one) => one.name === provider);
  if (found === undefined || model === undefined) {
    const names = known.map((one) => `"${one.name}:<model>"`);
    const message = `The model is none of "offline", ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`;
    throw new RunRefused('model_unknown', message, { model: name });
  }
  const { protocol, baseUrl, apiKey, apiKeyVariable } = found;
  if (apiKey === undefined && apiKeyVariable !== undefined) throw missingKey(name, apiKeyVariable);
  return { provider, protocol, model, baseUrl, apiKey };
}

/** Why a model cannot be opened, in a sentence; undefined when it can, as far as that is known without calling it. */
export function modelFault(name: string, config: ModelAccess): string | undefined {
  try {
    endpointOf(name, config);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every provider whose models can be named: those that are built in, and those that somebody has added. */
export function providersOf(config: ModelAccess): readonly Omit<ModelProvider, 'limits'>[] {
  const { openaiBaseUrl, providers = [] } = config;
  return [
    {
      name: 'openai',
      protocol: 'openai',
      baseUrl: openaiBaseUrl,
      apiKey: config.openaiApiKey,
      // An endpoint of one's own may need no key.
      ...(openaiBaseUrl === undefined && { apiKeyVariable: 'OPENAI_API_KEY' }),
    },
    {
      name: 'anthropic',
      protocol: 'anthropic',
      baseUrl: config.anthropicBaseUrl,
      apiKey: config.anthropicApiKey,
      apiKeyVariable: 'ANTHROPIC_API_KEY',
    },
    {
      name: 'google',
      protocol: 'google',
      baseUrl: config.googleBaseUrl,
      apiKey: config.googleApiKey,
      apiKeyVariable: 'GOOGLE_API_KEY',
    },
    ...providers.filter(({ name }) => !isBuiltIn(name)),
  ];
}

function missingKey(name: string, variable: string): RunRefused {
  const message = `The model ${name} needs a key: set ${variable}, or run the agent on the model "offline".`;
  return new RunRefused('model_unavailable', message, { model: name, variable });
}
