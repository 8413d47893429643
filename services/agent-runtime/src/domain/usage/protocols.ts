/** What a number means that a provider counts. Only the first six are added up. */
export type Meaning =
  /** Read, from the cache or not, as the protocol says. */
  | 'input'
  | 'cacheRead'
  | 'cacheWrite'
  | 'output'
  | 'reasoning'
  /** Read by tools of the provider, beside the input. */
  | 'toolInput'
  /** All of it, to compare with. */
  | 'total'
  /** Tokens that one of the others counts already. */
  | 'part'
  /** No tokens. */
  | 'other';

/** How the providers of a protocol count. */
export interface UsageProtocol {
  /** What the input counts of the cache. */
  readonly cacheIn: 'input' | 'beside';
  /** Where reasoning is counted; `total` says it where providers differ. */
  readonly reasoningIn: 'output' | 'beside' | 'by-total';
  /** By their place, with dots: the longest that fits counts, and `x.*` is all below `x`. */
  readonly keys: Readonly<Record<string, Meaning>>;
}

/** OpenAI's Chat Completions, and what those add who speak the same protocol. */
const openai: UsageProtocol = {
  cacheIn: 'input',
  reasoningIn: 'by-total',
  keys: {
    prompt_tokens: 'input',
    completion_tokens: 'output',
    total_tokens: 'total',
    'prompt_tokens_details.cached_tokens': 'cacheRead',
    'prompt_tokens_details.cache_write_tokens': 'cacheWrite',
    'prompt_tokens_details.audio_tokens': 'part',
    'prompt_tokens_details.image_tokens': 'part',
    'prompt_tokens_details.text_tokens': 'part',
    'prompt_tokens_details.video_tokens': 'part',
    'completion_tokens_details.reasoning_tokens': 'reasoning',
    'completion_tokens_details.accepted_prediction_tokens': 'part',
    'completion_tokens_details.rejected_prediction_tokens': 'part',
    'completion_tokens_details.audio_tokens': 'part',
    'completion_tokens_details.image_tokens': 'part',
    'completion_tokens_details.text_tokens': 'part',
    // DeepSeek, Moonshot, Perplexity.
    prompt_cache_hit_tokens: 'cacheRead',
    prompt_cache_miss_tokens: 'part',
    cached_tokens: 'cacheRead',
    reasoning_tokens: 'reasoning',
    citation_tokens: 'part',
    num_search_queries: 'other',
    // LiteLLM, of models of Anthropic's.
    cache_read_input_tokens: 'cacheRead',
    cache_creation_input_tokens: 'cacheWrite',
    // Groq, Mistral, xAI, OpenRouter.
    queue_time: 'other',
    prompt_time: 'other',
    completion_time: 'other',
    total_time: 'other',
    prompt_audio_seconds: 'other',
    num_sources_used: 'other',
    cost: 'other',
    'cost_details.*': 'other',
    cost_in_usd_ticks: 'other',
  },
};

const responses: UsageProtocol = {
  cacheIn: 'input',
  reasoningIn: 'by-total',
  keys: {
    input_tokens: 'input',
    output_tokens: 'output',
    total_tokens: 'total',
    'input_tokens_details.cached_tokens': 'cacheRead',
    'input_tokens_details.cache_write_tokens': 'cacheWrite',
    'input_tokens_details.cache_write_tokens_details.*': 'part',
    'output_tokens_details.reasoning_tokens': 'reasoning',
  },
};

const anthropic: UsageProtocol = {
  cacheIn: 'beside',
  reasoningIn: 'output',
  keys: {
    input_tokens: 'input',
    output_tokens: 'output',
    cache_read_input_tokens: 'cacheRead',
    cache_creation_input_tokens: 'cacheWrite',
    'cache_creation.*': 'part',
    'output_tokens_details.thinking_tokens': 'reasoning',
    'server_tool_use.*': 'other',
  },
};

const google: UsageProtocol = {
  cacheIn: 'input',
  reasoningIn: 'beside',
  keys: {
    promptTokenCount: 'input',
    cachedContentTokenCount: 'cacheRead',
    candidatesTokenCount: 'output',
    thoughtsTokenCount: 'reasoning',
    toolUsePromptTokenCount: 'toolInput',
    totalTokenCount: 'total',
    'promptTokensDetails.*': 'part',
    'cacheTokensDetails.*': 'part',
    'candidatesTokensDetails.*': 'part',
    'toolUsePromptTokensDetails.*': 'part',
  },
};

export const usageProtocols = { openai, responses, anthropic, google };
