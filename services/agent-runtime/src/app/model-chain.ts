import { setTimeout as delay } from 'node:timers/promises';
import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { BrokenCircuitError, BulkheadRejectedError } from 'cockatiel';
import type { Answer } from '../domain/answer/reading.ts';
import type { ModelCall } from '../domain/model-call.ts';
import { fitPrompt, promptBudget } from './context-window.ts';
import type { Notice } from './events.ts';
import { type CallDeps, CallFailed, type CallRequest, callModel } from './model-call.ts';
import { modelFailure } from './model-failure.ts';
import { faultOf } from './model-fault.ts';
import type { OpenModel } from './ports.ts';
import { promptTokens } from './prompt-size.ts';

/** What a chain of models is asked. */
export interface ChainRequest extends Omit<CallRequest, 'attempt' | 'before' | 'report'> {
  /** Of the first request that it makes; those that follow count on. */
  readonly firstAttempt: number;
  /** Hears of every request of a provider, when it begins and when it has ended. */
  readonly report: (call: ModelCall) => void;
  /** Hears what whoever reads the answer should know. */
  readonly notify: (notice: Notice) => void;
}

/** An answer, and the name of the model that has given it. */
export interface ChainAnswer {
  readonly answer: Answer;
  readonly model: string;
}

/**
 * Asks models in their order, each again while that may help; the next one when a model fails. After its first word another
 * one goes on where it broke off, since what people have read cannot be taken back.
 * @throws RunRefused what the last one that was asked has failed with
 */
export type ModelChain = (request: ChainRequest) => Promise<ChainAnswer>;

export interface ModelChainDeps extends CallDeps {
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Before the first repeat, about; twice as long before each one that follows. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** A provider that wants to be left alone for longer is not waited for. */
const LONGEST_WAIT_MS = 30_000;

/** @param models in the order in which they are tried; at least one */
export function createModelChain(models: readonly OpenModel[], deps: ModelChainDeps): ModelChain {
  const { logger, random } = deps;
  let isCutTold = false;
  return async ({ firstAttempt, ...request }) => {
    const { signal, prompt, tools } = request;
    let attempt = firstAttempt;
    let before = '';
    let failure: unknown = new Error('the agent has no model');
    for (const model of models) {
      let fitted = fitPrompt(prompt, tools, promptBudget(model.contextTokens));
      for (let repeats = 0; before === '' || model.canContinue; repeats++) {
        const continues = before !== '';
        let isNoted = !continues;
        if (fitted.leftOut > 0 && !isCutTold) request.notify(cut(fitted.leftOut));
        isCutTold ||= fitted.leftOut > 0;
        try {
          const call = {
            ...request,
            prompt: continues ? goingOn(fitted.prompt, before) : fitted.prompt,
            before,
            attempt,
            report(call: ModelCall) {
              if (call.state === 'running') attempt += 1;
              request.report(call);
            },
            tell(text: string) {
              if (!isNoted) request.notify(continued(model.name));
              isNoted = true;
              request.tell(text);
            },
          };
          const answer = await callModel(model, call, deps);
          return { answer, model: model.name };
        } catch (error) {
          signal?.throwIfAborted();
          if (!(error instanceof CallFailed)) throw error;
          const refusal = modelFailure(model.name, error.cause);
          failure = refusal;
          before = error.told;
          if (refusal.refused.reason === 'context_too_long') {
            // The provider counts more than was thought.
            const smaller = fitPrompt(prompt, tools, Math.floor(promptTokens(fitted.prompt, tools) / 2));
            if (smaller.leftOut <= fitted.leftOut) break;
            fitted = smaller;
            continue;
          }
          const pause = pauseAfter(error.cause, repeats, random);
          const again = pause !== undefined && repeats < model.limits.maxRetries;
          logger.warn({ err: error.cause, model: model.name, again, told: before !== '' }, 'the model has failed');
          if (!again) break;
          await delay(pause, undefined, { signal });
        }
      }
    }
    throw failure;
  };
}

/** Ms until the same model may be asked again; undefined when that would not help. */
function pauseAfter(error: unknown, repeats: number, random: () => number): number | undefined {
  if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError) return undefined;
  const { isTransient, retryAfterMs } = faultOf(error);
  if (!isTransient || (retryAfterMs ?? 0) > LONGEST_WAIT_MS) return undefined;
  // Half of it is left to chance, so that those who failed together do not come back together.
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** repeats) * (0.5 + random() / 2);
  return retryAfterMs ?? pause;
}

const GO_ON =
  'Your answer broke off here, for a technical reason. Go on exactly where it ended, in the middle of a word if need be. ' +
  'Repeat nothing of it, and do not mention this.';

function goingOn(prompt: readonly BaseMessage[], before: string): readonly BaseMessage[] {
  return [...prompt, new AIMessage(before), new HumanMessage(GO_ON)];
}

function cut(messages: number): Notice {
  const what = messages === 1 ? 'The first message' : `The first ${messages} messages`;
  return { kind: 'context_cut', message: `${what} of this chat did not fit into what the model can read.` };
}

function continued(model: string): Notice {
  return { kind: 'model_continued', message: `The answer broke off here; ${model} goes on with it.` };
}
