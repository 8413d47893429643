import { ChatOpenAICompletions, convertMessagesToCompletionsMessageParams } from '@langchain/openai';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import { createUsageMeter } from '../../domain/usage/meter.ts';
import { usageProtocols } from '../../domain/usage/protocols.ts';
import { callsIn, fetchAsStream, textIn } from './pieces.ts';

/**
 * Speaks OpenAI's Chat Completions. LangChain writes the requests and explains what fails; the answer is read
 * as the provider sends it, since LangChain closes JSON that was cut, leaves out what has no known role, and joins calls
 * by their index alone.
 */
export function speakOpenAi({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, connectMs: number): Speak {
  const configuration = {
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    // It would log what people and models say.
    logLevel: 'off' as const,
    fetch: fetchAsStream((document) => [Object(document)], connectMs),
  };
  const chat = new ChatOpenAICompletions({ model, apiKey, maxRetries: 0, streamUsage: true, configuration });
  return async function* ({ prompt, tools, signal, maxOutputTokens }) {
    const messages = convertMessagesToCompletionsMessageParams({ messages: [...prompt], model });
    const params = chat.invocationParams({ tools: [...tools] }, { streaming: true });
    const limit = maxOutputTokens !== undefined && { [limitFieldOf(baseUrl)]: maxOutputTokens };
    const count = createUsageMeter(usageProtocols.openai);
    const request = { ...params, ...limit, messages, stream: true as const };
    for await (const data of await chat.completionWithRetry(request, { signal })) {
      const { choices, usage, model: served } = data as unknown as Chunk;
      const [choice] = choices ?? [];
      const { content, refusal, tool_calls } = choice?.delta ?? choice?.message ?? {};
      yield {
        text: textIn(content),
        refusal: textIn(refusal),
        calls: callsIn(tool_calls),
        end: textIn(choice?.finish_reason),
        usage: count(usage ?? choice?.usage),
        served: textIn(served),
      };
    }
  };
}

/** What OpenAI's own endpoint calls the limit of an answer, and what the others do. */
function limitFieldOf(baseUrl: string | undefined): string {
  return baseUrl === undefined ? 'max_completion_tokens' : 'max_tokens';
}

/** What is read of a chunk, which endpoints that only resemble OpenAI's send in other shapes than its library says. */
interface Chunk {
  readonly choices?: readonly {
    readonly delta?: Said;
    readonly message?: Said;
    readonly finish_reason?: unknown;
    readonly usage?: unknown;
  }[];
  readonly usage?: unknown;
  readonly model?: unknown;
}
type Said = { readonly content?: unknown; readonly refusal?: unknown; readonly tool_calls?: unknown };
