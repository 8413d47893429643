import { type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import type { ToolDefinition } from './ports.ts';
import { messageTokens, promptTokens } from './prompt-size.ts';

/** Of a window, what is left for the answer: a quarter of it, and no more than this. */
const MOST_ANSWER_TOKENS = 16_384;

/** How many tokens a model with that window may be given. */
export function promptBudget(contextTokens: number): number {
  return contextTokens - Math.min(Math.floor(contextTokens / 4), MOST_ANSWER_TOKENS);
}

const LEFT_OUT = '(The beginning of this conversation was left out, since it is longer than you can read.)';

/** A prompt as far as a model can read it. */
export interface FittedPrompt {
  readonly prompt: readonly BaseMessage[];
  /** Messages that were left out. */
  readonly leftOut: number;
}

/**
 * Leaves out the oldest of a conversation until the rest fits, and tells the model so. What is to be answered, and what was
 * done for it, stays whatever its size; what stays of the conversation begins with a person.
 * @param budget in tokens
 */
export function fitPrompt(
  prompt: readonly BaseMessage[],
  tools: readonly ToolDefinition[],
  budget: number,
): FittedPrompt {
  const [system, ...said] = prompt;
  let excess = promptTokens(prompt, tools) - budget;
  if (excess <= 0 || system === undefined) return { prompt, leftOut: 0 };
  const asked = said.findLastIndex((message) => HumanMessage.isInstance(message));
  let leftOut = 0;
  while (leftOut < asked && (excess > 0 || !HumanMessage.isInstance(said[leftOut]))) {
    excess -= messageTokens(said[leftOut]!);
    leftOut += 1;
  }
  if (leftOut === 0) return { prompt, leftOut };
  return { prompt: [new SystemMessage(`${system.text}\n\n${LEFT_OUT}`), ...said.slice(leftOut)], leftOut };
}
