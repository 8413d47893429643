import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { ChatGoogle, type ChatGoogleParams } from '@langchain/google';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import type { Piece } from '../../domain/answer/reading.ts';
import { createUsageMeter } from '../../domain/usage/meter.ts';
import { usageProtocols } from '../../domain/usage/protocols.ts';
import { eventsIn } from './events-in.ts';
import { fetchAsStream, fieldsOf, textIn } from './pieces.ts';

type ApiClient = NonNullable<ChatGoogleParams['apiClient']>;

/**
 * Speaks Google's generateContent. LangChain writes the requests; the answer is read as the provider sends it, since
 * LangChain takes an event that is no JSON for the end of a whole answer.
 */
export function speakGoogle({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, connectMs: number): Speak {
  const connect = fetchAsStream((document) => (Array.isArray(document) ? document : [Object(document)]), connectMs);
  return async function* ({ prompt, tools, signal, maxOutputTokens }) {
    let answer: Response | undefined;
    const apiClient = {
      hasApiKey: () => true,
      getProjectId: async () => 'none',
      async fetch(request: Request): Promise<Response> {
        request.headers.set('x-goog-api-key', apiKey);
        const { url, method, headers } = request;
        const response = await connect(url, { method, headers, body: await request.text(), signal });
        if (!response.ok) throw await failureOf(response);
        answer = response;
        // LangChain reads nothing of it.
        return new Response();
      },
    } as ApiClient;
    const endpoint = baseUrl === undefined ? {} : { endpoint: baseUrl };
    const chat = new ChatGoogle({ model, apiKey, apiClient, maxRetries: 0, platformType: 'gai', ...endpoint });
    const options = {
      signal,
      ...(tools.length > 0 && { tools: [...tools] }),
      ...(maxOutputTokens && { maxOutputTokens }),
    };
    for await (const _ of chat._streamResponseChunks(withCalls(prompt, model), options as never));
    const count = createUsageMeter(usageProtocols.google);
    let calls = 0;
    for await (const event of eventsIn(answer!)) {
      const piece = pieceOf(event, calls);
      calls += piece.calls.length;
      yield { ...piece, usage: count(fieldsOf(event).usageMetadata) };
    }
  };
}

/** @param before calls that came before @throws Error when the provider says that it has failed */
function pieceOf(event: unknown, before: number): Piece & { readonly calls: NonNullable<Piece['calls']> } {
  const { candidates, promptFeedback, modelVersion, error } = fieldsOf(event);
  if (error !== undefined) throw errorOf(error);
  const { content, finishReason } = fieldsOf(Array.isArray(candidates) ? candidates[0] : undefined);
  const { parts } = fieldsOf(content);
  const said = (Array.isArray(parts) ? parts : []).map(fieldsOf);
  const called = said.flatMap(({ functionCall, thoughtSignature }) =>
    functionCall === undefined ? [] : [{ ...fieldsOf(functionCall), signature: textIn(thoughtSignature) }],
  );
  return {
    text: said.map(({ text, thought }) => (thought === true ? '' : textIn(text))).join(''),
    calls: called.map(({ id, name, args, signature }: Readonly<Record<string, unknown>>, at) => ({
      index: before + at,
      id: textIn(id),
      name: textIn(name),
      args: JSON.stringify(args ?? {}),
      signature: textIn(signature),
    })),
    end: textIn(finishReason) || textIn(fieldsOf(promptFeedback).blockReason),
    served: textIn(modelVersion),
  };
}

/** What Google takes in place of the signature of a call that another model has made. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

/**
 * The calls of earlier answers as parts of Google's, which LangChain leaves out of its own messages. Models from Gemini 3 on
 * refuse those without a signature, also those that they have not made.
 */
function withCalls(prompt: readonly BaseMessage[], model: string): BaseMessage[] {
  const needsSignature = /gemini-(?:[3-9]|\d\d)/.test(model);
  return prompt.map((message) => {
    if (!AIMessage.isInstance(message) || !message.tool_calls?.length) return message;
    const { tool_calls, text } = message;
    const parts = tool_calls.map(({ id, name, args, ...call }) => {
      const { thoughtSignature = needsSignature ? NO_SIGNATURE : undefined } = call as { thoughtSignature?: string };
      return { type: 'functionCall', functionCall: { id, name, args }, ...(thoughtSignature && { thoughtSignature }) };
    });
    const said = text.trim() === '' ? [] : [{ type: 'text', text }];
    return new AIMessage({ content: [...said, ...parts], tool_calls });
  });
}

async function failureOf(response: Response): Promise<Error> {
  const body = await response.json().catch(() => undefined);
  const { error } = fieldsOf(Array.isArray(body) ? body[0] : body);
  return Object.assign(errorOf(error), { status: response.status, headers: response.headers });
}

function errorOf(error: unknown): Error {
  const { message, code, status } = fieldsOf(error);
  const failure = new Error(textIn(message) || 'the provider has failed');
  return Object.assign(failure, { code: status, ...(typeof code === 'number' && { status: code }) });
}
