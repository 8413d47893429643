import { randomUUIDv7 } from 'node:crypto';
import { createCommandRunner } from '@ameide/event-store';
import { notationOfKind } from '@ameide/graph-model';
import { createRoutes, type Service, serverStopping } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import type pg from 'pg';
import { createReadKnown } from './adapters/known.ts';
import { createQueriesOn } from './adapters/read.ts';
import { checkSchema, openLog } from './adapters/schema.ts';
import { createUpdateLog } from './adapters/update-log.ts';
import type { AgentForKind } from './app/ensure-chat-for-artifact-and-send-message.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';
import { aggregates } from './wire/aggregates.ts';

export { rebuildReadTables } from './adapters/schema.ts';

/** What the service is made with. */
export interface ThreadsServiceDeps {
  /** Of the role `ameide_threads`, on a schema that is up to date. The caller ends it. */
  readonly pool: pg.Pool;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** UUIDs that nobody has used; version 7 unless given. */
  readonly newId?: () => string;
  /** The agent of chats that are about nothing yet; `chat` unless given. */
  readonly defaultAgent?: string;
  /** The agent of new chats about an artifact; `bpmn` for that notation and else the default one, unless given. */
  readonly agentForKind?: AgentForKind;
  readonly logger?: Logger;
  /** How often those who follow something hear that the stream is alive; 15 s unless given. */
  readonly heartbeatMs?: number;
}

const DEFAULT_HEARTBEAT_MS = 15_000;

/** Chats, messages, artifacts and how they relate. */
export function createThreadsService(deps: ThreadsServiceDeps): Service {
  const {
    pool,
    logger,
    heartbeatMs = DEFAULT_HEARTBEAT_MS,
    now = Date.now,
    newId = randomUUIDv7,
    defaultAgent = 'chat',
  } = deps;
  const { agentForKind = (kind: string) => (notationOfKind(kind) === 'bpmn' ? 'bpmn' : defaultAgent) } = deps;
  const store = openLog(pool);
  const run = createCommandRunner(store);
  const log = createUpdateLog(store, (err) => logger?.warn({ err }, 'the log cannot be followed'));
  const stopping = new AbortController();
  const ready = () => checkSchema(pool);
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
        now,
        newId,
        defaultAgent,
        agentForKind,
      }),
    ),
    start: ready,
    async stop() {
      stopping.abort(serverStopping());
      log.stop();
    },
    ready,
  };
}
