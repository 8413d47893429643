/** Names one call of a model: by its run, which of the run's calls, and which try. */
export interface CallKey {
  readonly step: number;
  readonly attempt: number;
}

/** What a call has used, in tokens; disjoint, but for the reasoning, which is output. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** As the provider says it served; empty where it does not say. */
  readonly model: string;
  readonly estimated: boolean;
}

/** One call of a model, as an agent's runtime tells it. */
export interface ModelCall extends CallKey {
  readonly provider: string;
  /** That was asked for. */
  readonly model: string;
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly usage: ModelUsage | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly reason: string;
  /** Tokens that it may write before more have to be granted; undefined where nothing is held for it. */
  readonly granted: number | undefined;
}

/** A call that has ended, with what is to be posted for it. */
export interface EndedCall extends CallKey {
  readonly provider: string;
  readonly model: string;
  readonly state: 'completed' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly startedAt: number;
  readonly usage: ModelUsage;
}

/**
 * A call as it is posted. What the provider has not counted is estimated: what was supposed to be read, and what was seen of the
 * answer. A call that has failed before anything was seen has used nothing.
 * @param began what was told when it began
 * @param seen tokens of its answer that were seen
 */
export function endedCall(call: ModelCall, began: ModelCall | undefined, seen: number): EndedCall {
  const { step, attempt, provider, model, startedAt, reason } = call;
  const state = call.state === 'running' ? 'cancelled' : call.state;
  const counted = call.state === 'running' ? undefined : call.usage;
  const nothing = state === 'failed' && seen === 0;
  const supposed: ModelUsage = {
    inputTokens: nothing ? 0 : (began?.usage?.inputTokens ?? 0),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: nothing ? 0 : Math.max(seen, began?.usage?.outputTokens ?? 0),
    reasoningTokens: 0,
    model: '',
    estimated: true,
  };
  return { step, attempt, provider, model, state, reason, startedAt, usage: counted ?? supposed };
}
