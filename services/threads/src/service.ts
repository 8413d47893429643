import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { createCommandRunner, type Expiry, startSchedule } from '@ameide/event-store';
import { notationOfKind } from '@ameide/graph-model';
import type { ObjectStore } from '@ameide/object-store';
import { createRoutes, type Service, serverStopping } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type pg from 'pg';
import { createUnusedAttachments, createUploadsOn } from './adapters/attachments.ts';
import { detectType } from './adapters/detect-type.ts';
import { createReadKnown } from './adapters/known.ts';
import { createQueriesOn } from './adapters/read.ts';
import { checkSchema, openLog } from './adapters/schema.ts';
import { createUpdateLog } from './adapters/update-log.ts';
import { removeUnusedAttachments as removeUnused } from './app/attachments/remove-unused.ts';
import type { AgentForKind } from './app/ensure-chat-for-artifact-and-send-message.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';
import { aggregates } from './wire/aggregates.ts';

export { rebuildReadTables } from './adapters/schema.ts';

/** What the service is made with. */
export interface ThreadsServiceDeps {
  /** Of the role `ameide_threads`, on a schema that is up to date. The caller ends it. */
  readonly pool: pg.Pool;
  /** Where the content of attachments is. The caller closes it. */
  readonly objects: ObjectStore;
  readonly logger: Pick<Logger, 'warn'>;
  /** How often what nobody can see any more is looked for, to be removed; an hour unless given. */
  readonly sweepEveryMs?: number;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** UUIDs that nobody has used; version 7 unless given. */
  readonly newId?: () => string;
  /** The agent of chats that are about nothing yet; `chat` unless given. */
  readonly defaultAgent?: string;
  /** The agent of new chats about an artifact; `bpmn` for that notation and else the default one, unless given. */
  readonly agentForKind?: AgentForKind;
  /** How often those who follow something hear that the stream is alive; 15 s unless given. */
  readonly heartbeatMs?: number;
}

const DEFAULT_HEARTBEAT_MS = 15_000;

const HOUR_MS = 60 * 60 * 1000;

/** Removes attachments that nobody can see any more. @returns how many went */
export function removeUnusedAttachments(
  { pool, objects }: Pick<ThreadsServiceDeps, 'pool' | 'objects'>,
  signal?: AbortSignal,
): Promise<number> {
  return removeUnused(createUnusedAttachments(pool), objects, signal);
}

/** Chats, messages, artifacts, attachments and how they relate. */
export function createThreadsService(deps: ThreadsServiceDeps): Service {
  const { pool, objects, logger, sweepEveryMs = HOUR_MS, heartbeatMs = DEFAULT_HEARTBEAT_MS } = deps;
  const { now = Date.now, newId = randomUUIDv7, defaultAgent = 'chat' } = deps;
  const { agentForKind = (kind: string) => (notationOfKind(kind) === 'bpmn' ? 'bpmn' : defaultAgent) } = deps;
  const store = openLog(pool);
  const run = createCommandRunner(store);
  const log = createUpdateLog(store, (err) => logger.warn({ err }, 'the log cannot be followed'));
  const stopping = new AbortController();
  const ready = () => checkSchema(pool);
  let sweep: Expiry | undefined;
  return {
    routes: createRoutes(
      declaration.rpcServices,
      handlers({
        run,
        aggregates,
        readKnown: createReadKnown(now),
        queries: createQueriesOn(pool),
        log,
        heartbeatMs,
        stopping: stopping.signal,
        uploads: createUploadsOn(pool),
        objects,
        detectType,
        now,
        newId,
        newUploadId: randomUUID,
        defaultAgent,
        agentForKind,
      }),
    ),
    async start() {
      await ready();
      sweep = startSchedule({
        everyMs: sweepEveryMs,
        work: (signal) => removeUnusedAttachments(deps, signal),
        onError: (err) => logger.warn({ err }, 'attachments that nobody sees cannot be removed'),
      });
    },
    async stop() {
      stopping.abort(serverStopping());
      log.stop();
      await sweep?.stop();
    },
    ready,
    // Chats go on without files.
    degraded: () =>
      objects.ready().then(
        () => undefined,
        (error: unknown) => `files of chats cannot be kept or read: ${(error as Error).message}`,
      ),
  };
}
