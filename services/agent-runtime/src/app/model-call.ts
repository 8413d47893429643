import type { Logger } from '@ameide/service-kit/telemetry';
import { type Answer, Reading } from '../domain/answer/reading.ts';
import type { ModelCall, ModelCallUsage } from '../domain/model-call.ts';
import { NO_TOKENS } from '../domain/usage/tokens.ts';
import { listen } from './listen.ts';
import { modelFailure } from './model-failure.ts';
import { faultOf } from './model-fault.ts';
import type { OpenModel, Reserve, SpeakRequest } from './ports.ts';
import { maxPromptTokens, promptTokens } from './prompt-size.ts';
import { RunRefused } from './refusal.ts';

/** One request of a provider. */
export interface CallRequest extends Omit<SpeakRequest, 'signal'> {
  readonly step: number;
  readonly attempt: number;
  readonly signal: AbortSignal | undefined;
  /** What was told of the answer before, which the model is to go on with. */
  readonly before: string;
  /** Hears what the model says to people, piece by piece. */
  readonly tell: (text: string) => void;
  /** Hears of the call when it begins and when it has ended, however that was. */
  readonly report: (call: ModelCall) => void;
}

export interface CallDeps {
  /** Holds what a call may use before it is made; undefined where nothing is metered. */
  readonly reserve?: Reserve | undefined;
  readonly logger: Logger;
  /** Ms since 1970. */
  readonly now: () => number;
}

/** A call that has failed, and what was told by then. */
export class CallFailed extends Error {
  readonly told: string;

  constructor(cause: unknown, told: string) {
    super('the call has failed', { cause });
    this.told = told;
  }
}

/**
 * Makes one request of a provider, when the model's guard lets it, and reads the answer to its end.
 * @throws CallFailed; RunRefused when it may not be made
 */
export async function callModel(
  model: OpenModel,
  request: CallRequest,
  { logger, now, reserve }: CallDeps,
): Promise<Answer> {
  const { step, attempt, before, signal, tell, report } = request;
  const reading = new Reading(before);
  let begun: ModelCall | undefined;
  const end = (state: ModelCall['state'], reason: string, isFree: boolean) => {
    if (begun === undefined) return;
    const usage = usageOf(model, request, reading, { isWhole: state === 'completed', isFree });
    report({ ...begun, state, reason, usage, endedAt: now() });
    const faults = reading.usage?.faults ?? [];
    if (faults.length > 0)
      logger.warn({ model: model.name, faults }, 'the provider counts in a way that is not understood');
  };
  try {
    const answer = await model.guard.run(async (heard) => {
      const { provider, model: name } = model;
      const { prompt, tools } = request;
      const call = { step, attempt, provider, model: name };
      const input = promptTokens(prompt, tools);
      const sizes = { inputTokens: input, maxInputTokens: maxPromptTokens(prompt, tools) };
      const granted = await reserve?.({ ...call, ...sizes }, signal).catch(refusalOf);
      // Not the model's fault, so its guard is not to hear of a failure.
      if (granted instanceof RunRefused) return granted;
      const usage = { tokens: { ...NO_TOKENS, input }, served: name, estimated: true };
      begun = {
        ...call,
        state: 'running',
        usage,
        startedAt: now(),
        reason: '',
        ...(granted !== undefined && { granted }),
      };
      report(begun);
      const speak = (ending: AbortSignal) => model.speak({ ...request, signal: ending });
      for await (const text of listen(speak, reading, { limits: model.limits, signal, onPiece: heard })) tell(text);
      return reading.answer();
    }, signal);
    if (answer instanceof RunRefused) throw answer;
    end('completed', answer.shortfall ?? '', false);
    return answer;
  } catch (error) {
    const { isFree } = faultOf(error);
    if (signal?.aborted) end('cancelled', '', false);
    else end('failed', modelFailure(model.name, error).refused.reason, isFree && reading.estimate === 0);
    if (error instanceof RunRefused) throw error;
    throw new CallFailed(error, reading.text);
  }
}

function refusalOf(error: unknown): RunRefused {
  if (error instanceof RunRefused) return error;
  throw error;
}

/** What a call has used: as the provider counts, and about what it must have been where it has not counted. */
function usageOf(
  { model }: OpenModel,
  { prompt, tools }: CallRequest,
  { usage, served, estimate }: Reading,
  { isWhole, isFree }: { readonly isWhole: boolean; readonly isFree: boolean },
): ModelCallUsage {
  const tokens = usage?.tokens ?? NO_TOKENS;
  const named = { served: served || model };
  if (isFree || (usage !== undefined && isWhole)) return { ...named, tokens, estimated: false };
  return {
    ...named,
    tokens: {
      ...tokens,
      input: usage === undefined ? promptTokens(prompt, tools) : tokens.input,
      output: Math.max(tokens.output, estimate),
    },
    estimated: true,
  };
}
