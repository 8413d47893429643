import { BrokenCircuitError, BulkheadRejectedError } from 'cockatiel';
import type { Shortfall } from '../domain/answer/reading.ts';
import { type ErrorLike, faultOf, ModelTimedOut, withCauses } from './model-fault.ts';
import { RunRefused } from './refusal.ts';

/** What went wrong when a model was called, as a refusal. The provider's own words go to the log only. */
export function modelFailure(model: string, cause: unknown): RunRefused {
  if (cause instanceof RunRefused) return cause;
  const errors = withCauses(cause);
  const { status, retryAfterMs } = faultOf(cause);
  const metadata = {
    model,
    ...(status !== undefined && { status: String(status) }),
    ...(retryAfterMs !== undefined && { retry_after_ms: String(Math.ceil(retryAfterMs)) }),
  };
  if (errors.some((error) => error instanceof BulkheadRejectedError)) {
    const message = `Too many ask the model ${model} at once; try again in a moment.`;
    return new RunRefused('model_busy', message, metadata, cause);
  }
  if (status === 404) {
    const message = `The provider does not know the model ${model}; set another one.`;
    return new RunRefused('model_unknown', message, metadata, cause);
  }
  if (status === 413 || (status !== 429 && errors.some(isContextOverflow))) {
    return new RunRefused('context_too_long', SENTENCES.context_too_long(model, ''), metadata, cause);
  }
  const why = causeOf(errors);
  const isResting = why === 'circuit_open' && status === undefined;
  const message = isResting
    ? `The model ${model} has failed too often and is left alone for a while; try again later.`
    : explain(model, status);
  return new RunRefused('model_unavailable', message, { ...metadata, ...(why && { cause: why }) }, cause);
}

function causeOf(errors: readonly ErrorLike[]): string | undefined {
  if (errors.some((error) => error instanceof BrokenCircuitError)) return 'circuit_open';
  const timedOut = errors.find((error) => error instanceof ModelTimedOut);
  return timedOut && `${timedOut.of}_timed_out`;
}

/** An answer that is not a whole one, as a refusal. @param end the provider's word for it */
export function unfinished(model: string, shortfall: Shortfall, end: string): RunRefused {
  return new RunRefused(shortfall, SENTENCES[shortfall](model, end), { model, end });
}

const SENTENCES: Readonly<Record<Shortfall, (model: string, end: string) => string>> = {
  answer_cut_off: (model) =>
    `The answer of ${model} reached its length limit and ends early; nothing more was done. Ask for less at once.`,
  answer_empty: (model) => `The model ${model} ended without an answer; ask again, or in other words.`,
  answer_filtered: (model) => `The provider of ${model} has withheld the rest of the answer; ask in other words.`,
  answer_refused: (model) => `The model ${model} declines to answer this; ask in other words.`,
  answer_unfinished: (model, end) =>
    `The model ${model} stopped before its answer was whole ("${end}"); nothing more was done. Ask again.`,
  context_too_long: (model) =>
    `The conversation is too long for the model ${model}; begin a new chat, or ask about less.`,
};

function explain(model: string, status: number | undefined): string {
  if (status === 401 || status === 403) return `The provider of ${model} refuses the key; check it.`;
  if (status === 429) return `The provider of ${model} is over its limit of requests; try again later.`;
  if (status === 400 || status === 422) {
    return `The provider of ${model} does not accept the request; its reason is in the log. Try a new chat or another model.`;
  }
  return `The model ${model} does not answer; try again later.`;
}

const OVERFLOW =
  /context.{0,3}(length|window|size)|prompt (is )?too long|(input|prompt|request)\b.{0,60}(too (long|large)|exceed)|exceed.{0,40}context/i;

/** Providers have no common code for it. */
function isContextOverflow({ name, code, message }: ErrorLike): boolean {
  return name === 'ContextOverflowError' || code === 'context_length_exceeded' || OVERFLOW.test(String(message));
}
