import type { Logger } from '@ameide/service-kit/telemetry';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type AIMessageChunk, SystemMessage } from '@langchain/core/messages';
import { END, type LangGraphRunnableConfig, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { modelFailure } from './model-failure.ts';
import type { OpenModel } from './ports.ts';
import { RunRefused } from './refusal.ts';
import { ANSWERED_BY, isModelMessage, RunState, type RunStateValue, toolMessage, usageOf } from './state.ts';
import { type AgentTool, failed } from './tools/tool.ts';

/** What an agent's graph is made of. */
export interface AgentGraphOptions {
  /** In the order in which they are tried. */
  readonly models: readonly OpenModel[];
  readonly systemPrompt: string;
  readonly tools: ReadonlyMap<string, AgentTool>;
  /** Model calls that a run may make at most, over all its attempts. */
  readonly maxSteps: number;
  readonly checkpointer: BaseCheckpointSaver;
  readonly logger: Logger;
}

/** The node in which the model speaks. */
export const MODEL = 'model';
const TOOLS = 'tools';

/** An agent as a graph: the model speaks, the tools that it calls answer, until it calls none. */
export function createAgentGraph(options: AgentGraphOptions) {
  return new StateGraph(RunState)
    .addNode(MODEL, callModel(options))
    .addNode(TOOLS, callTools(options.tools))
    .addEdge(START, MODEL)
    .addConditionalEdges(MODEL, (state) => (toolCalls(state).length > 0 ? TOOLS : END), [TOOLS, END])
    .addEdge(TOOLS, MODEL)
    .compile({ checkpointer: options.checkpointer });
}

function callModel({ models, systemPrompt, tools, maxSteps, logger }: AgentGraphOptions) {
  const definitions = [...tools.values()].map(({ name, description, schema }) => ({ name, description, schema }));
  const candidates = models.map(({ name, chat }) => ({ name, bound: withTools(chat, definitions) }));
  return async (state: RunStateValue, config: LangGraphRunnableConfig) => {
    if (state.messages.filter(isModelMessage).length >= maxSteps) throw stepLimitReached(maxSteps);
    const prompt = [new SystemMessage(systemPrompt), ...state.conversation, ...state.messages];
    for (const [index, { name, bound }] of candidates.entries()) {
      let answer: AIMessageChunk | undefined;
      try {
        for await (const chunk of await bound.stream(prompt, config)) answer = answer?.concat(chunk) ?? chunk;
        return { messages: [finished(answer, state, name)] };
      } catch (error) {
        config.signal?.throwIfAborted();
        // What people have read cannot be taken back, so another model may not begin anew.
        const isFinal = index === candidates.length - 1 || Boolean(answer?.text);
        if (isFinal) throw modelFailure(name, error);
        logger.warn({ err: error, model: name }, 'the model failed; the next one is tried');
      }
    }
    throw new Error('the agent has no model');
  };
}

type ToolDefinition = Pick<AgentTool, 'description' | 'name' | 'schema'>;

function withTools(chat: BaseChatModel, tools: readonly ToolDefinition[]) {
  return tools.length > 0 && chat.bindTools !== undefined ? chat.bindTools([...tools]) : chat;
}

function callTools(tools: ReadonlyMap<string, AgentTool>) {
  return async (state: RunStateValue, { signal = new AbortController().signal }: LangGraphRunnableConfig) => {
    const messages = [];
    for (const { id, name, args } of toolCalls(state)) {
      const tool = tools.get(name);
      const outcome =
        tool === undefined
          ? failed(`There is no tool ${name}; there are ${[...tools.keys()].join(', ') || 'none'}.`)
          : await tool.run(args, { callId: id, signal });
      messages.push(toolMessage({ id, name }, outcome));
    }
    return { messages };
  };
}

/**
 * The answer as it is kept. A stream that ended in the middle is a failure, never an answer. Calls whose arguments are
 * no JSON count as calls without arguments, which the tool then answers; ids are unique in the run.
 */
function finished(answer: AIMessageChunk | undefined, state: RunStateValue, model: string): AIMessage {
  const { finish_reason: openai } = (answer?.response_metadata ?? {}) as { finish_reason?: string };
  const { stop_reason: anthropic } = (answer?.additional_kwargs ?? {}) as { stop_reason?: string };
  if (answer === undefined || !(openai || anthropic))
    throw new Error('the stream of the model ended before its answer was complete');
  const used = new Set(
    state.messages.filter(isModelMessage).flatMap((one) => (one.tool_calls ?? []).map(({ id }) => id)),
  );
  const calls = [
    ...(answer.tool_calls ?? []),
    ...(answer.invalid_tool_calls ?? []).map(({ id, name = '' }) => ({ id, name, args: {} })),
  ];
  const tool_calls = calls.map(({ id, name, args }, at) => {
    const unique = id && !used.has(id) ? id : `call_${used.size + at + 1}`;
    used.add(unique);
    return { id: unique, name, args, type: 'tool_call' as const };
  });
  const { id, content, additional_kwargs } = answer;
  const response_metadata = { ...answer.response_metadata, [ANSWERED_BY]: model };
  const fields = { content, tool_calls, additional_kwargs, response_metadata, ...(id && { id }) };
  // The library's types hide what a message knows of usage.
  return new AIMessage({ ...fields, usage_metadata: usageOf(answer) as never });
}

function toolCalls({
  messages,
}: RunStateValue): readonly { id: string; name: string; args: Record<string, unknown> }[] {
  const last = messages.at(-1);
  if (last === undefined || !isModelMessage(last)) return [];
  return (last.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, args }));
}

function stepLimitReached(maxSteps: number): RunRefused {
  const message = `The agent has called its model ${maxSteps} times without coming to an end.`;
  return new RunRefused('step_limit_reached', message, { max_steps: String(maxSteps) });
}
