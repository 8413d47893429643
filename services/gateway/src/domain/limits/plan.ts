/** What is limited: requests and tokens of a minute, runs and streams at once. */
export const DIMENSIONS = ['requests', 'tokens', 'runs', 'streams'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Whose a limit is. */
export const SCOPES = ['user', 'tenant'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where nothing is said there is no limit. */
export type Quota = Readonly<Partial<Record<Dimension, number>>>;

/** What people of a tenant may use: each of them, and all together. */
export interface Plan {
  readonly id: string;
  readonly perUser: Quota;
  readonly perTenant: Quota;
}

/** A limit that a request has hit. */
export interface HitLimit {
  readonly dimension: Dimension;
  readonly scope: Scope;
  readonly limit: number;
  /** When there may be room, in ms; undefined when waiting does not help. */
  readonly retryAfterMs: number | undefined;
}

const WHAT: Readonly<Record<Dimension, string>> = {
  requests: 'requests a minute',
  tokens: 'tokens a minute',
  runs: 'answers that are being written at once',
  streams: 'open streams at once',
};

/** What a person hears, in a sentence. */
export function limitMessage({ dimension, scope, limit, retryAfterMs }: HitLimit): string {
  const whose = scope === 'user' ? 'You have' : 'Your organisation has';
  const wait =
    retryAfterMs === undefined
      ? 'This needs more than that at once.'
      : dimension === 'runs' || dimension === 'streams'
        ? 'Wait for one to end, or end one.'
        : `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  return `${whose} ${limit} ${WHAT[dimension]}, by the plan, and they are used up. ${wait}`;
}
