/** Who makes a request, as far as it was proved. */
export interface Identity {
  readonly tenantId: string;
  /** Subject of the person for whom the request is made, also when a service makes it. */
  readonly actorId: string;
  /** What the token calls that person; the subject where it does not say, and where a service vouches. */
  readonly actorName: string;
  readonly roles: ReadonlySet<string>;
  /** `internal` when a service of the platform vouches for the rest. */
  readonly caller: 'user' | 'internal';
  /** The run on whose behalf a service acts, or empty. */
  readonly runId: string;
  /** The agent that acts on behalf of the person in that run, or empty when the person acts. */
  readonly agentId: string;
  /** When the proof ends, in ms since 1970: Infinity where a service vouches. */
  readonly expiresAtMs: number;
}

/** Finds out who makes a request, from its headers. */
export interface Authenticator {
  /**
   * @throws ServiceError unauthenticated `token_missing`, `token_expired`, `token_invalid`, `identity_header_forged`;
   * unavailable `issuer_unreachable`
   */
  authenticate(header: Headers): Promise<Identity>;
}
