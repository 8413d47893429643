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
  return MESSAGE_TOKENS + estimatedTokens(message.text) + called + imagesIn(message) * IMAGE_TOKENS;
}

/** How many tokens a model reads, about. */
export function promptTokens(prompt: readonly BaseMessage[], tools: readonly ToolDefinition[]): number {
  const told = tools.length === 0 ? 0 : estimatedTokens(JSON.stringify(tools));
  return prompt.reduce((sum, message) => sum + messageTokens(message), told);
}

/** Of an image of any size, at any provider. */
const MAX_IMAGE_TOKENS = 40_000;
const MAX_MESSAGE_TOKENS = 32;

/** No model reads more tokens: each has one byte at least. */
export function maxPromptTokens(prompt: readonly BaseMessage[], tools: readonly ToolDefinition[]): number {
  const told = tools.length === 0 ? 0 : 2 * Buffer.byteLength(JSON.stringify(tools));
  return prompt.reduce((sum, message) => {
    const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
    const called = calls.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(calls));
    return sum + MAX_MESSAGE_TOKENS + Buffer.byteLength(message.text) + called + imagesIn(message) * MAX_IMAGE_TOKENS;
  }, told);
}

function imagesIn({ content }: BaseMessage): number {
  return Array.isArray(content) ? content.filter(({ type }) => type === 'image_url').length : 0;
}
