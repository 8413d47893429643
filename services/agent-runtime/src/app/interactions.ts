import type { JsonObject } from '@bufbuild/protobuf';
import type { BaseMessage } from '@langchain/core/messages';
import { createCallAssembly } from '../domain/answer/calls.ts';
import type { OpenModel, SpeakRequest } from './ports.ts';
import { isModelMessage, isToolMessage } from './state.ts';
import type { AgentTool } from './tools/tool.ts';

/** A call of a model or of a tool, word for word. Times are milliseconds since 1970. */
export interface Interaction {
  readonly kind: 'model' | 'tool';
  readonly name: string;
  readonly request: JsonObject;
  readonly response: JsonObject;
  readonly ok: boolean;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** Keeps an interaction of one run. */
export type RecordInteraction = (interaction: Interaction) => Promise<void>;

/** Of a text that is kept. What is longer is cut, and says so. */
const MAX_CHARACTERS = 262_144;

/** Keeps what happens in a run. A run does not end, and no tool answers, before that is kept. */
export function createRecorder(record: RecordInteraction, now: () => number) {
  const pending = new Set<Promise<void>>();
  return {
    /** A model whose prompts are kept as it gets them, and its answers as far as they came. */
    model: (model: OpenModel): OpenModel => ({
      ...model,
      async *speak(request) {
        const beganAt = now();
        const kept = Promise.withResolvers<void>();
        pending.add(kept.promise);
        const answer = { text: '', refusal: '', end: '' };
        const calls = createCallAssembly();
        try {
          for await (const piece of model.speak(request)) {
            answer.text += piece.text ?? '';
            answer.refusal += piece.refusal ?? '';
            for (const call of piece.calls ?? []) calls.push(call);
            answer.end = piece.end || answer.end;
            yield piece;
          }
        } finally {
          record({
            ...{ kind: 'model' as const, name: model.name, ok: answer.end !== '', beganAt, endedAt: now() },
            request: promptOf(request),
            response: {
              ...answer,
              text: cut(answer.text),
              calls: calls.texts().map((call) => ({ ...call, args: cut(call.args) })),
            },
          }).then(kept.resolve, kept.reject);
        }
      },
    }),
    /** A tool whose calls are kept. */
    tool: (tool: AgentTool): AgentTool => ({
      ...tool,
      async run(args, call) {
        const beganAt = now();
        const keep = (ok: boolean, response: JsonObject) =>
          record({
            ...{ kind: 'tool' as const, name: tool.name, ok, beganAt, endedAt: now() },
            request: { call_id: call.callId, arguments: JSON.parse(JSON.stringify(args ?? null)) },
            response,
          });
        try {
          const outcome = await tool.run(args, call);
          const { ok, content, summary, patch } = outcome;
          await keep(ok, { content: cut(content), summary, ...(patch && { patch_id: patch.patchId, ref: patch.ref }) });
          return outcome;
        } catch (error) {
          await keep(false, { error: 'interrupted' });
          throw error;
        }
      },
    }),
    /** Resolves when everything is kept. @throws when something could not be */
    async settled(): Promise<void> {
      await Promise.all(pending);
    },
  };
}

export type Recorder = ReturnType<typeof createRecorder>;

function promptOf({ prompt, tools }: SpeakRequest): JsonObject {
  return { messages: prompt.map(messageOf), tools: tools.map(({ name }) => name) };
}

function messageOf(message: BaseMessage): JsonObject {
  const { content } = message;
  const texts =
    typeof content === 'string'
      ? [content]
      : content.map((block) => ('text' in block ? String(block.text) : `(${block.type})`));
  return {
    role: message.type,
    content: cut(texts.join('\n\n')),
    ...(isToolMessage(message) && { tool_call_id: message.tool_call_id }),
    ...(isModelMessage(message) && {
      tool_calls: (message.tool_calls ?? []).map(({ name, args }) => ({ name, args: cut(JSON.stringify(args)) })),
    }),
  };
}

/** What a JSON value of PostgreSQL may hold, and not too much of it. */
function cut(text: string): string {
  const clean = text.toWellFormed().replaceAll('\0', '');
  return clean.length <= MAX_CHARACTERS
    ? clean
    : `${clean.slice(0, MAX_CHARACTERS).toWellFormed()} (${clean.length} characters in all)`;
}
