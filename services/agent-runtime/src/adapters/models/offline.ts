import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { Speak } from '../../app/ports.ts';
import { FILES, type MessageFiles } from '../../domain/attached-file.ts';
import { type Exchange, reply, type Turn } from '../../domain/offline/turn.ts';
import { splitView } from '../../domain/person-view.ts';
import { NO_TOKENS } from '../../domain/usage/tokens.ts';

/** Characters that count as one token. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * The built-in model: no network, no randomness, the same answer for the same messages. It sees what any language model
 * sees, streams word by word, and counts a token for every four characters begun, as an estimate.
 */
export const speakOffline: Speak = async function* ({ prompt, tools, signal }) {
  const turn = turnOf(prompt, new Set(tools.map(({ name }) => name)));
  const next = reply(turn);
  const said = next.type === 'text' ? next.text : JSON.stringify(next.args);
  const input = prompt.reduce((sum, { text }) => sum + tokens(text), 0);
  const usage = { tokens: { ...NO_TOKENS, input, output: tokens(said) }, faults: [] };
  if (next.type === 'text') {
    for (const text of said.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
      signal.throwIfAborted();
      yield { text };
    }
    yield { end: 'stop', usage };
    return;
  }
  yield { calls: [{ id: `call_${turn.exchanges.length + 1}`, name: next.name, args: said }], end: 'tool_calls', usage };
};

function turnOf(messages: readonly BaseMessage[], tools: ReadonlySet<string>): Turn {
  const asked = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const calls = new Map<string, { name: string; args: Record<string, unknown> }>();
  const exchanges: { name: string; args: Record<string, unknown>; result: string }[] = [];
  for (const message of messages.slice(asked + 1)) {
    if (AIMessage.isInstance(message)) for (const call of message.tool_calls ?? []) calls.set(call.id ?? '', call);
    const call = ToolMessage.isInstance(message) ? calls.get(message.tool_call_id) : undefined;
    if (call !== undefined) exchanges.push({ name: call.name, args: call.args, result: message.text });
  }
  const earlier = earlierIn(messages.slice(0, Math.max(0, asked)));
  const { text: request, ...seen } = splitView(saidIn(messages[asked]));
  return { request, seen, earlier, tools, exchanges, files: filesOf(messages[asked])?.files ?? [] };
}

/** What people have asked before, each with what the model has said to it. */
function earlierIn(messages: readonly BaseMessage[]): readonly Exchange[] {
  const earlier: { request: string; answer: string }[] = [];
  for (const message of messages) {
    const last = earlier.at(-1);
    if (HumanMessage.isInstance(message)) earlier.push({ request: splitView(saidIn(message)).text, answer: '' });
    else if (AIMessage.isInstance(message) && last !== undefined) last.answer += message.text;
  }
  return earlier;
}

/** What a person has said, without what was attached. */
function saidIn(message: BaseMessage | undefined): string {
  return filesOf(message)?.said ?? message?.text ?? '';
}

function filesOf(message: BaseMessage | undefined): MessageFiles | undefined {
  return message?.additional_kwargs[FILES] as MessageFiles | undefined;
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
