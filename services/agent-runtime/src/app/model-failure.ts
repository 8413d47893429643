import { RunRefused } from './refusal.ts';

/** What went wrong when a model was called, as a refusal. The provider's own words go to the log only. */
export function modelFailure(model: string, cause: unknown): RunRefused {
  if (cause instanceof RunRefused) return cause;
  const status = statusOf(cause);
  const metadata = { model, ...(status !== undefined && { status: String(status) }) };
  if (status === 404) {
    const message = `The provider does not know the model ${model}.`;
    return new RunRefused('model_unknown', message, metadata, cause);
  }
  return new RunRefused('model_unavailable', explain(model, status), metadata, cause);
}

function explain(model: string, status: number | undefined): string {
  if (status === 401 || status === 403) return `The provider of ${model} refuses the key; check it.`;
  if (status === 429) return `The provider of ${model} is over its limit of requests; try again later.`;
  if (status === 400 || status === 413 || status === 422) {
    return `The provider of ${model} does not accept the conversation; it may be too long for the model.`;
  }
  return `The model ${model} does not answer; try again later.`;
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}
