import { createAnnouncements, describeHolder, type EventFeed, type Subscription } from '@ameide/event-feed';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createRoutes, type Service, serverStopping } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import { createWorkerPool } from '@ameide/worker-pool';
import type { Transport } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { createGraphpatchModels } from './adapters/graphpatch-models.ts';
import { createModelWork, type ModelTasks } from './adapters/model-work.ts';
import { modelRows } from './adapters/rows.ts';
import { createApplyMetrics } from './app/apply-metrics.ts';
import { createDeltaReads } from './app/delta-reads.ts';
import { createFeedShare, type FeedShare } from './app/feed-share.ts';
import { giveUpEvent, modelOf, PROJECTED_TYPES, projectEvent } from './app/project-event.ts';
import { createProjections } from './app/projections.ts';
import { createRebuilds } from './app/rebuilds.ts';
import { watchKey } from './app/watch-key.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';

/** What the service is made with. */
export interface ProjectionServiceDeps {
  /** Of the role `ameide_projection`, on a schema that is up to date. The caller ends it. */
  readonly pool: Pool;
  /** Has the context `graph`, the events of the graphpatch service. */
  readonly feed: EventFeed;
  /** To the graphpatch service, which owns the models. */
  readonly graphpatchTransport: Transport;
  readonly internalCaller: InternalCaller;
  readonly logger: Logger;
  /** How often a watcher hears something when nothing happens; 15 s unless given. */
  readonly heartbeatMs?: number;
  /** What each tenant may take of the feed's time; three seconds, and a half of every second, unless given. */
  readonly feedShare?: FeedShare;
}

const DEFAULT_HEARTBEAT_MS = 15_000;
const FEED_SHARE = { capacityMs: 3_000, refillMs: 500 };
/** Of one event; a model of the largest size takes some seconds. */
const HANDLER_DEADLINE_MS = 20_000;

/** Events that are read at a time: one of the largest has some 60 MB. */
const BATCH_SIZE = 10;

const MODEL_TASKS = new URL('./adapters/model-tasks.ts', import.meta.url);

/** Envelopes for agents and live deltas for people, from read models that follow the events of models. */
export function createProjectionService(deps: ProjectionServiceDeps): Service {
  const { pool, feed, logger, heartbeatMs = DEFAULT_HEARTBEAT_MS, feedShare = createFeedShare(FEED_SHARE) } = deps;
  const { schema } = declaration;
  const commitSignal = createAnnouncements();
  const applyMetrics = createApplyMetrics();
  const stopping = new AbortController();
  const workers: ModelTasks = createWorkerPool({ module: MODEL_TASKS });
  const work = createModelWork(workers);
  let subscription: Subscription | undefined;
  let following = false;

  const followed = () => {
    if (!following || subscription === undefined) throw new Error('events are not being followed');
    return subscription;
  };
  const lag = async () => {
    const { seconds, heldBy } = await followed().lag();
    return { seconds, heldBy: heldBy && describeHolder(heldBy) };
  };
  const freshness = { caughtUp: async (signal: AbortSignal) => followed().caughtUp(signal), lag };
  const source = createGraphpatchModels(deps.graphpatchTransport, deps.internalCaller);
  const rebuilds = createRebuilds({
    ...{ pool, rows: modelRows, work, commitSignal, logger },
    source,
    onRebuilt: applyMetrics.countRebuild,
  });
  const projections = createProjections({ pool, rows: modelRows, work, freshness, rebuilds, commitSignal });
  const deltas = createDeltaReads({ pool, rows: modelRows, work, rebuilds });

  return {
    routes: createRoutes(
      declaration.rpcServices,
      handlers({ projections, deltas, work, source, commitSignal, heartbeatMs, stopping: stopping.signal }),
    ),
    start: async () => {
      subscription = feed.subscribe({
        name: 'models',
        context: 'graph',
        storage: { pool, schema },
        types: PROJECTED_TYPES,
        handlerDeadlineMs: HANDLER_DEADLINE_MS,
        batchSize: BATCH_SIZE,
        handle: applyMetrics.measure(async (event, tx) => {
          const outcome = await projectEvent(modelRows, work, feedShare, event, tx);
          if (outcome === 'rebuilding') rebuilds.begin(event.tenant, modelOf(event));
        }),
        onDeadLetter: async (event, tx) => {
          await giveUpEvent(modelRows, event, tx);
          rebuilds.begin(event.tenant, modelOf(event));
        },
        onLag: applyMetrics.recordLag,
        onHandled: (events) => {
          for (const event of events) {
            if (event.type !== 'ModelCommitted') continue;
            const { artifactId, branch } = modelOf(event);
            commitSignal.announce(watchKey(event.tenant, artifactId, branch));
          }
        },
        onError: (error, event) => logger.error({ err: error, event_id: event?.id }, 'an event could not be projected'),
      });
      // So that the first request does not wait for it; that one also tells when it fails.
      workers.warm().catch(() => undefined);
      following = true;
      subscription.ended
        .catch((error: unknown) => logger.fatal({ err: error }, 'events cannot be followed any more'))
        .finally(() => {
          following = false;
        });
    },
    drain: async () => stopping.abort(serverStopping()),
    stop: async () => {
      stopping.abort(serverStopping());
      await subscription?.stop();
      await rebuilds.stop();
      await workers.stop();
    },
    ready: async () => {
      followed();
      await pool.query(`select from ${schema}.models limit 0`);
    },
    degraded: async () => {
      const { heldBy } = await lag();
      if (heldBy) return `read models stand still: ${heldBy}`;
      return rebuilds.pending > 0
        ? `models that are being rebuilt from their documents: ${rebuilds.pending}`
        : undefined;
    },
    status: async () => {
      const { seconds, heldBy } = await lag();
      const { pending } = rebuilds;
      return { lagSeconds: seconds, ...(heldBy && { heldBy }), ...(pending > 0 && { rebuilding: pending }) };
    },
  };
}
