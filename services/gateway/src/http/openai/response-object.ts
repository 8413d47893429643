import type { Usage } from '../../domain/run/state.ts';
import type { OpenAiError } from './errors.ts';

/** Where a response stands. */
export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

/** What is known of a response. */
export interface ResponseFacts {
  readonly runId: string;
  readonly threadId: string;
  readonly agentId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly status: ResponseStatus;
  readonly text: string;
  readonly usage?: Usage | undefined;
  readonly error?: Pick<OpenAiError, 'code' | 'message'> | undefined;
}

const RESPONSE_PREFIX = 'resp_';
const CONVERSATION_PREFIX = 'conv_';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The run that a response's id names; undefined for what is none. */
export const runOfResponse = (id: string): string | undefined => idAfter(RESPONSE_PREFIX, id);

/** The thread that a conversation's id names, also without its prefix; undefined for what is none. */
export const threadOfConversation = (id: string): string | undefined => idAfter(CONVERSATION_PREFIX, id);

function idAfter(prefix: string, id: string): string | undefined {
  const bare = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  return UUID.test(bare) ? bare.toLowerCase() : undefined;
}

/** The message of a response: all that it says. */
export function messageItem({ runId, text, status }: Pick<ResponseFacts, 'runId' | 'text' | 'status'>) {
  return {
    id: `msg_${runId}`,
    type: 'message',
    role: 'assistant',
    status: status === 'completed' ? 'completed' : status === 'in_progress' ? 'in_progress' : 'incomplete',
    content: text === '' ? [] : [textPart(text)],
  };
}

export const textPart = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

/** A response, as clients read it. */
export function responseObject(facts: ResponseFacts) {
  const { runId, threadId, agentId, createdAt, status, text, usage, error } = facts;
  return {
    id: `${RESPONSE_PREFIX}${runId}`,
    object: 'response',
    created_at: Math.floor(createdAt / 1000),
    status,
    background: false,
    conversation: { id: `${CONVERSATION_PREFIX}${threadId}` },
    error: error ?? null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: `agent:${agentId}`,
    output: text === '' ? [] : [messageItem(facts)],
    parallel_tool_calls: false,
    previous_response_id: null,
    store: true,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'none',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: usage === undefined ? null : usageOf(usage),
  };
}

function usageOf({ inputTokens, outputTokens }: Usage) {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  };
}
