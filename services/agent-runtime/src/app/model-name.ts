import type { ModelConfig, ModelEndpoint } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** The name of a model, as callers and people know it. */
export function nameOf({ provider, model }: Pick<ModelEndpoint, 'model' | 'provider'>): string {
  return provider === 'offline' ? provider : `${provider}:${model}`;
}

type ModelAccess = Omit<ModelConfig, 'limits'>;

/** How a model is reached. @throws RunRefused `model_unknown`; `model_unavailable` when its key is not set */
export function endpointOf(name: string, config: ModelAccess): ModelEndpoint {
  if (name === 'offline') return { provider: 'offline', model: name };
  const [, provider, model] = /^(openai|anthropic):(.*\S.*)$/.exec(name) ?? [];
  if (provider === undefined || model === undefined) {
    const message = 'The model is none of "offline", "openai:<model>" and "anthropic:<model>".';
    throw new RunRefused('model_unknown', message, { model: name });
  }
  if (provider === 'openai') {
    const { openaiApiKey, openaiBaseUrl: baseUrl } = config;
    // An endpoint of one's own may need no key.
    const apiKey = openaiApiKey ?? (baseUrl === undefined ? missingKey(name, 'OPENAI_API_KEY') : undefined);
    return { provider, model, baseUrl, apiKey };
  }
  const apiKey = config.anthropicApiKey ?? missingKey(name, 'ANTHROPIC_API_KEY');
  return { provider: 'anthropic', model, baseUrl: config.anthropicBaseUrl, apiKey };
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

function missingKey(name: string, variable: string): never {
  const message = `The model ${name} needs a key: set ${variable}, or run the agent on the model "offline".`;
  throw new RunRefused('model_unavailable', message, { model: name, variable });
}
