import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { describeHolder, type EventFeed, type Subscription } from '@ameide/event-feed';
import { parseStreamName } from '@ameide/event-store';
import { type Service, serverStopping } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { Pool } from 'pg';
import { schema } from './adapters/rows.ts';
import { loadTokenCounter } from './adapters/token-counter.ts';
import { createApplyMetrics } from './app/apply-metrics.ts';
import { createCommitSignal } from './app/commit-signal.ts';
import { projectEvent, projectedTypes } from './app/project-event.ts';
import { createProjections } from './app/projections.ts';
import { getProjectionRpc } from './rpc/get-projection.ts';
import { watchKey, watchProjectionRpc } from './rpc/watch-projection.ts';

/** What the service is made with. */
export interface ProjectionServiceDeps {
  /** Of the role `ameide_projection`, on a schema that is up to date. The caller ends it. */
  readonly pool: Pool;
  /** Has the context `graph`, the events of the graphpatch service. */
  readonly feed: EventFeed;
  readonly logger: Logger;
  /** How often a watcher hears something when nothing happens; 15 s unless given. */
  readonly heartbeatMs?: number;
}

/** Envelopes for agents and live deltas for people, from read models that follow the log. */
export function createProjectionService(deps: ProjectionServiceDeps): Service {
  const { pool, feed, logger, heartbeatMs = 15_000 } = deps;
  const commitSignal = createCommitSignal();
  const applyMetrics = createApplyMetrics();
  const stopping = new AbortController();
  let subscription: Subscription | undefined;
  let following = false;
  const projections = createProjections(pool, async (signal) => subscription?.caughtUp(signal));

  return {
    routes: (router) => {
      router.service(ProjectionService, {
        getProjection: getProjectionRpc({ projections, loadTokenCounter }),
        watchProjection: watchProjectionRpc({
          pool,
          projections,
          commitSignal,
          stopping: stopping.signal,
          heartbeatMs,
        }),
      });
    },
    start: async () => {
      subscription = feed.subscribe({
        name: 'models',
        context: 'graph',
        storage: { pool, schema },
        types: [...projectedTypes],
        handle: applyMetrics.measure(projectEvent),
        onLag: ({ seconds }) => applyMetrics.recordLag(seconds),
        onHandled: (events) => {
          for (const { type, stream, tenant } of events) {
            if (type !== 'ModelCommitted') continue;
            const [artifactId, branch] = parseStreamName(stream).id.split('/');
            commitSignal.announce(watchKey(tenant, artifactId!, branch!));
          }
        },
        onError: (error, event) => logger.error({ err: error, event_id: event?.id }, 'an event could not be projected'),
      });
      // So that the first request does not wait for it; that one also tells when it fails.
      loadTokenCounter().catch(() => undefined);
      following = true;
      subscription.ended
        .catch((error: unknown) => logger.fatal({ err: error }, 'the log cannot be followed any more'))
        .finally(() => {
          following = false;
        });
    },
    stop: async () => {
      stopping.abort(serverStopping());
      await subscription?.stop();
    },
    ready: async () => {
      if (!following) throw new Error('the log is not being followed');
      await pool.query(`select from ${schema}.models limit 0`);
    },
    status: async () => {
      if (!following || subscription === undefined) throw new Error('the log is not being followed');
      const { seconds, heldBy } = await subscription.lag();
      return { lagSeconds: seconds, ...(heldBy && { heldBy: describeHolder(heldBy) }) };
    },
  };
}
