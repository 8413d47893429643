/** What the gateway measures. Labels never name a tenant, a user or a run. */
export interface GatewayMetrics {
  /** A client began to follow a run; call the answer when it has stopped, once or more. */
  streamOpened(agent: string): () => void;
  firstToken(agent: string, seconds: number): void;
  tokens(agent: string, model: string, count: number): void;
  /** A call has used more than was held for it. */
  overrun(): void;
}
