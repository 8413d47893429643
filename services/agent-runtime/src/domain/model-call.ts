import type { ModelTokens } from './usage/tokens.ts';

export type ModelCallState = 'running' | 'completed' | 'failed' | 'cancelled';

/** One request of a provider for a run, known by run, step and attempt. */
export interface ModelCall {
  /** Which model call of the run, over all its attempts, from 1. */
  readonly step: number;
  /** Which request within the step, from 1; it grows over attempts of the run. */
  readonly attempt: number;
  /** The provider that is asked, such as `openai`. */
  readonly provider: string;
  /** The model that is asked for, by its name there. */
  readonly model: string;
  readonly state: ModelCallState;
  /** What it has used; while it runs, what it is likely to read. */
  readonly usage?: ModelCallUsage;
  /** Tokens that it may write before more are granted; absent where nothing is held for it. */
  readonly granted?: number | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since 1970; absent while it runs. */
  readonly endedAt?: number;
  /** Why it has failed or was ended; else empty. */
  readonly reason: string;
}

export interface ModelCallUsage {
  readonly tokens: ModelTokens;
  /** The model that the provider says it has served; the one that was asked for when it says none. */
  readonly served: string;
  /** Whether some of the tokens are estimates, because the provider has not counted all. */
  readonly estimated: boolean;
}
