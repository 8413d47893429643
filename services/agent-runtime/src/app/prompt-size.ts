import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { estimatedTokens } from '../domain/usage/estimate.ts';
import type { ToolDefinition } from './ports.ts';

/** Of an image of ordinary size, at the providers that count most. */
const IMAGE_TOKENS = 1_600;
/** What providers put around a message. */
const MESSAGE_TOKENS = 4;

/** How many tokens a message has, about; an image counts as one of ordinary size. */
export function messageTokens(message: BaseMessage): number {
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  const called = calls.reduce((sum, { name, args }) => sum + estimatedTokens(name + JSON.stringify(args)), 0);
  const images = Array.isArray(message.content) ? message.content.filter(({ type }) => type === 'image_url').length : 0;
  return MESSAGE_TOKENS + estimatedTokens(message.text) + called + images * IMAGE_TOKENS;
}

/** How many tokens a model reads, about. */
export function promptTokens(prompt: readonly BaseMessage[], tools: readonly ToolDefinition[]): number {
  const told = tools.length === 0 ? 0 : estimatedTokens(JSON.stringify(tools));
  return prompt.reduce((sum, message) => sum + messageTokens(message), told);
}
