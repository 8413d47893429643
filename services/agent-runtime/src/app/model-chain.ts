import type { Logger } from '@ameide/service-kit/telemetry';
import type { BaseMessage } from '@langchain/core/messages';
import { type Answer, Reading } from '../domain/answer/reading.ts';
import { listen } from './listen.ts';
import { modelFailure } from './model-failure.ts';
import type { OpenModel, ToolDefinition } from './ports.ts';

/** What a chain of models is asked. */
export interface ChainRequest {
  readonly prompt: readonly BaseMessage[];
  readonly tools: readonly ToolDefinition[];
  /** Ends the call; what it was aborted with is thrown. */
  readonly signal: AbortSignal | undefined;
  /** Hears what the model says to people, piece by piece. */
  readonly tell: (text: string) => void;
}

/** An answer, and the name of the model that has given it. */
export interface ChainAnswer {
  readonly answer: Answer;
  readonly model: string;
}

/**
 * Asks models in their order: the next one when a model fails before its first word.
 * @throws RunRefused what the last one that was asked has failed with
 */
export type ModelChain = (request: ChainRequest) => Promise<ChainAnswer>;

/** @param models in the order in which they are tried; at least one */
export function createModelChain(models: readonly OpenModel[], logger: Logger): ModelChain {
  return async ({ prompt, tools, signal, tell }) => {
    for (const [index, { name, speak }] of models.entries()) {
      const reading = new Reading();
      try {
        for await (const text of listen((ending) => speak(prompt, tools, ending), reading, signal)) tell(text);
        return { answer: reading.answer(), model: name };
      } catch (error) {
        signal?.throwIfAborted();
        // What people have read cannot be taken back, so another model may not begin anew.
        if (index === models.length - 1 || reading.hasText) throw modelFailure(name, error);
        logger.warn({ err: error, model: name }, 'the model failed; the next one is tried');
      }
    }
    throw new Error('the agent has no model');
  };
}
