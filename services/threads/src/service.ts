import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { EventFeed, Subscription } from '@ameide/event-feed';
import { createCommandRunner, type Expiry, startSchedule } from '@ameide/event-store';
import { notationOfKind } from '@ameide/graph-model';
import type { ObjectStore } from '@ameide/object-store';
import { createRoutes, type Service, serverStopping } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type pg from 'pg';
import { appliedRuns } from './adapters/applied-runs.ts';
import { createUnusedAttachments, createUploadsOn } from './adapters/attachments.ts';
import { wrapKeysAgain } from './adapters/chat-keys.ts';
import { detectType } from './adapters/detect-type.ts';
import { createErasure } from './adapters/erasure.ts';
import { createKeyring } from './adapters/keyring.ts';
import { createReadKnown } from './adapters/known.ts';
import { createQueriesOn } from './adapters/read.ts';
import { checkSchema, openLog } from './adapters/schema.ts';
import { createUpdateLog } from './adapters/update-log.ts';
import { removeUnusedAttachments as removeUnused } from './app/attachments/remove-unused.ts';
import type { KeyEncryptionKey } from './app/chat-key.ts';
import { type ChatRetention, DEFAULT_CHAT_RETENTION, retentionMs } from './app/chat-retention.ts';
import type { AgentForKind } from './app/ensure-chat-for-artifact-and-send-message.ts';
import { eraseChats } from './app/erase-chats.ts';
import { markModified } from './app/mark-modified.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';
import { appliedPatchFromWire } from './wire/graph-events.ts';

export { createKeyring } from './adapters/keyring.ts';
export { rebuildReadTables } from './adapters/schema.ts';
export type { KeyEncryptionKey } from './app/chat-key.ts';
export type { ChatRetention } from './app/chat-retention.ts';
export { chatConfig, chatEnvironment } from './config.ts';

/** What the service is made with. */
export interface ThreadsServiceDeps {
  /** Of the role `ameide_threads`, on a schema that is up to date. The caller ends it. */
  readonly pool: pg.Pool;
  /** Where the content of attachments is. The caller closes it. */
  readonly objects: ObjectStore;
  /** Has the context `graph`; without it no chat hears of the patches that were applied. */
  readonly feed?: EventFeed | undefined;
  readonly logger: Pick<Logger, 'warn'>;
  /** How often what nobody can see any more is looked for, to be removed; an hour unless given. */
  readonly sweepEveryMs?: number;
  /** How long a deleted chat can be had back before it is erased; 30 days unless given. */
  readonly retention?: ChatRetention;
  /** What wraps the keys of chats, the newest first; they are stored as they are unless given. */
  readonly keyEncryptionKeys?: readonly KeyEncryptionKey[];
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

/** Erases chats whose retention is over, then what was attached in them, and wraps keys by the newest key-encryption key. */
export async function sweepChats(
  deps: Pick<ThreadsServiceDeps, 'pool' | 'objects' | 'retention' | 'keyEncryptionKeys' | 'now'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { pool, retention = DEFAULT_CHAT_RETENTION, keyEncryptionKeys = [], now = Date.now } = deps;
  const keyring = createKeyring(keyEncryptionKeys);
  const erasing = {
    run: createCommandRunner(openLog(pool)),
    readKnown: createReadKnown(now, keyring),
    erasure: createErasure(pool, retention),
    retentionMs: (tenantId: string) => retentionMs(retention, tenantId),
    now,
  };
  await eraseChats(erasing, signal);
  await removeUnusedAttachments(deps, signal);
  await wrapKeysAgain(pool, keyring, signal);
}

/** Chats, messages, artifacts, attachments and how they relate. */
export function createThreadsService(deps: ThreadsServiceDeps): Service {
  const { pool, objects, feed, logger, sweepEveryMs = HOUR_MS, heartbeatMs = DEFAULT_HEARTBEAT_MS } = deps;
  const { now = Date.now, newId = randomUUIDv7, defaultAgent = 'chat' } = deps;
  const { retention = DEFAULT_CHAT_RETENTION, keyEncryptionKeys = [] } = deps;
  const { agentForKind = (kind: string) => (notationOfKind(kind) === 'bpmn' ? 'bpmn' : defaultAgent) } = deps;
  const store = openLog(pool);
  const run = createCommandRunner(store);
  const keyring = createKeyring(keyEncryptionKeys);
  const readKnown = createReadKnown(now, keyring);
  const log = createUpdateLog(store, keyring, (err) => logger.warn({ err }, 'the log cannot be followed'));
  const stopping = new AbortController();
  const ready = () => checkSchema(pool);
  let sweep: Expiry | undefined;
  let subscription: Subscription | undefined;
  return {
    routes: createRoutes(
      declaration.rpcServices,
      handlers({
        run,
        readKnown,
        appliedRuns,
        retentionMs: (tenantId) => retentionMs(retention, tenantId),
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
      subscription = feed?.subscribe({
        name: 'applied-patches',
        context: 'graph',
        types: ['PatchApplied'],
        storage: { pool, schema: declaration.schema },
        handle: async ({ tenant, data }, tx) => {
          const patch = appliedPatchFromWire(data);
          if (patch) await markModified({ run, readKnown, appliedRuns }, tenant, patch, tx);
        },
        onError: (err, event) =>
          logger.warn({ err, event_id: event?.id }, 'an applied patch could not be told to its chat'),
      });
      subscription?.ended.catch((err: unknown) => logger.warn({ err }, 'applied patches are not followed any more'));
      sweep = startSchedule({
        everyMs: sweepEveryMs,
        work: (signal) => sweepChats(deps, signal),
        onError: (err) => logger.warn({ err }, 'what nobody can see any more cannot be removed'),
      });
    },
    async drain() {
      stopping.abort(serverStopping());
    },
    async stop() {
      stopping.abort(serverStopping());
      log.stop();
      await subscription?.stop();
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
