import { ChatOpenAICompletions, convertMessagesToCompletionsMessageParams } from '@langchain/openai';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import { callsIn, fetchAsStream, textIn } from './pieces.ts';

/**
 * Speaks OpenAI's Chat Completions. LangChain writes the requests, repeats them and explains what fails; the answer is read
 * as the provider sends it, since LangChain closes JSON that was cut, leaves out what has no known role, and joins calls
 * by their index alone.
 */
export function speakOpenAi({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, maxRetries: number): Speak {
  const configuration = {
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    fetch: fetchAsStream((document) => [Object(document)]),
  };
  const chat = new ChatOpenAICompletions({ model, apiKey, maxRetries, streamUsage: true, configuration });
  return async function* (prompt, tools, signal) {
    const messages = convertMessagesToCompletionsMessageParams({ messages: [...prompt], model });
    const params = chat.invocationParams({ tools: [...tools] }, { streaming: true });
    for await (const data of await chat.completionWithRetry({ ...params, messages, stream: true }, { signal })) {
      const { choices, usage } = data as unknown as Chunk;
      const [choice] = choices ?? [];
      const { content, refusal, tool_calls } = choice?.delta ?? choice?.message ?? {};
      const counted = usage ?? choice?.usage;
      yield {
        text: textIn(content),
        refusal: textIn(refusal),
        calls: callsIn(tool_calls),
        end: textIn(choice?.finish_reason),
        ...(counted && { usage: { input: counted.prompt_tokens, output: counted.completion_tokens } }),
      };
    }
  };
}

/** What is read of a chunk, which endpoints that only resemble OpenAI's send in other shapes than its library says. */
interface Chunk {
  readonly choices?: readonly {
    readonly delta?: Said;
    readonly message?: Said;
    readonly finish_reason?: unknown;
    readonly usage?: Usage;
  }[];
  readonly usage?: Usage;
}
type Said = { readonly content?: unknown; readonly refusal?: unknown; readonly tool_calls?: unknown };
type Usage = { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
