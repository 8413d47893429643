import type { GatewayMetrics } from '../adapters/metrics.ts';
import type { RunCancellations } from '../adapters/run-cancellations.ts';
import type { CreateRunDeps } from '../app/create-run.ts';
import type { FollowDeps } from '../app/follow-run.ts';
import type { OpenStreams } from '../app/open-streams.ts';
import type { GatewayConfig } from '../config.ts';

/** What the handlers work with. */
export interface Gateway extends CreateRunDeps, FollowDeps {
  readonly metrics: GatewayMetrics;
  readonly cancellations: RunCancellations;
  readonly openStreams: OpenStreams;
  readonly config: FollowDeps['config'] & Pick<GatewayConfig, 'retention'>;
}
