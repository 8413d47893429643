import { AIMessage, type BaseMessage, HumanMessage, type MessageContent, ToolMessage } from '@langchain/core/messages';
import type { Piece } from '../domain/answer/reading.ts';
import { Placeholders } from '../domain/privacy/placeholders.ts';
import type { OpenModel, SpeakRequest } from './ports.ts';

/**
 * A model that is told placeholders in place of personal data, in what people say and what tools answer. Its answer, and the
 * arguments of its calls, have the values again. Instructions are the agent's and go as they are; so do images.
 */
export function maskedModel<Model extends Pick<OpenModel, 'speak'>>(model: Model): Model {
  return {
    ...model,
    speak(request: SpeakRequest) {
      const placeholders = new Placeholders();
      const prompt = request.prompt.map((message) => maskMessage(message, placeholders));
      const answer = model.speak({ ...request, prompt });
      return placeholders.size === 0 ? answer : restorePieces(answer, placeholders);
    },
  };
}

function maskMessage(message: BaseMessage, placeholders: Placeholders): BaseMessage {
  if (HumanMessage.isInstance(message)) {
    return new HumanMessage({ ...fieldsOf(message), content: maskContent(message.content, placeholders) });
  }
  if (ToolMessage.isInstance(message)) {
    const { tool_call_id, status } = message;
    const content = maskContent(message.content, placeholders);
    return new ToolMessage({ ...fieldsOf(message), tool_call_id, ...(status && { status }), content });
  }
  if (AIMessage.isInstance(message)) {
    const tool_calls = (message.tool_calls ?? []).map((call) => ({
      ...call,
      args: maskValues(call.args, placeholders),
    }));
    const { invalid_tool_calls } = message;
    const content = maskContent(message.content, placeholders);
    return new AIMessage({ ...fieldsOf(message), ...{ content, tool_calls, invalid_tool_calls } } as never);
  }
  return message;
}

const fieldsOf = ({ id, name, additional_kwargs, response_metadata }: BaseMessage) => ({
  ...(id !== undefined && { id }),
  ...(name !== undefined && { name }),
  additional_kwargs,
  response_metadata,
});

function maskContent(content: MessageContent, placeholders: Placeholders): MessageContent {
  if (typeof content === 'string') return placeholders.mask(content);
  const masked = content.map((block) =>
    'text' in block && typeof block.text === 'string' ? { ...block, text: placeholders.mask(block.text) } : block,
  );
  return masked as MessageContent;
}

function maskValues<T>(value: T, placeholders: Placeholders): T {
  if (typeof value === 'string') return placeholders.mask(value) as T;
  if (Array.isArray(value)) return value.map((item) => maskValues(item, placeholders)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValues(item, placeholders)])) as T;
}

/** As in JSON: arguments of tools are its text. */
const inJson = (value: string) => JSON.stringify(value).slice(1, -1);

async function* restorePieces(pieces: AsyncIterable<Piece>, placeholders: Placeholders): AsyncGenerator<Piece> {
  const text = placeholders.restoring();
  const refusal = placeholders.restoring();
  // The arguments of each call are a text of their own. They end with a brace, so nothing whole is ever held back.
  const args = new Map<number | undefined, ReturnType<Placeholders['restoring']>>();
  for await (const piece of pieces) {
    const isEnd = Boolean(piece.end);
    const calls = piece.calls?.map((call) => {
      if (call.args === undefined) return call;
      const restoring = args.get(call.index) ?? placeholders.restoring(inJson);
      args.set(call.index, restoring);
      return { ...call, args: restoring.push(call.args) };
    });
    yield {
      ...piece,
      text: text.push(piece.text ?? '') + (isEnd ? text.end() : ''),
      ...(piece.refusal !== undefined && { refusal: refusal.push(piece.refusal) + (isEnd ? refusal.end() : '') }),
      ...(calls && { calls }),
    };
  }
  const rest = text.end();
  if (rest !== '') yield { text: rest };
}
