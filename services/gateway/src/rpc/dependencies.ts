import type { GatewayMetrics } from '../adapters/metrics.ts';
import type { CreateRunDeps } from '../app/create-run.ts';
import type { FollowDeps } from '../app/follow-run.ts';
import type { OpenStreams } from '../app/open-streams.ts';

/** What the handlers work with. */
export interface Gateway extends CreateRunDeps, FollowDeps {
  readonly metrics: GatewayMetrics;
  readonly openStreams: OpenStreams;
}
