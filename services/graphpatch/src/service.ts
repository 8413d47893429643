import { randomUUIDv7 } from 'node:crypto';
import { createCommandRunner, createEventStore } from '@ameide/event-store';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createRoutes, type Service, serverStopping } from '@ameide/service-kit/rpc';
import { createWorkerPool } from '@ameide/worker-pool';
import type { Transport } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { createArtifactEvents } from './adapters/artifact-events.ts';
import { createArtifactKind } from './adapters/artifact-kind.ts';
import { createDraftBell } from './adapters/draft-bell.ts';
import { createDraftRows } from './adapters/draft-rows.ts';
import { createModelLog } from './adapters/model-log.ts';
import { createModelRows } from './adapters/model-rows.ts';
import type { tasks } from './adapters/model-tasks.ts';
import { createModelWorker } from './adapters/model-worker.ts';
import { createPatchBell } from './adapters/patch-bell.ts';
import { createPatchRows } from './adapters/patch-rows.ts';
import { createRefRows } from './adapters/ref-rows.ts';
import type { GraphpatchDeps } from './app/deps.ts';
import { createModels } from './app/models.ts';
import { createTurns } from './app/turns.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';
import { aggregates } from './wire/aggregates.ts';
import { answers } from './wire/answers.ts';
import { contractJson } from './wire/contract-json.ts';
import { upcasters } from './wire/events.ts';

/** What the service is made with. */
export interface GraphpatchServiceDeps {
  /** Of the role `ameide_graphpatch`, on a schema that is up to date. The caller ends it. */
  readonly pool: Pool;
  /** To the threads service, which owns artifacts. */
  readonly threadsTransport: Transport;
  readonly internalCaller: InternalCaller;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** UUIDs that nobody has used; version 7 unless given. */
  readonly newId?: () => string;
  /** How often a watcher hears something when nothing happens; 15 s unless given. */
  readonly heartbeatMs?: number;
}

const DEFAULT_HEARTBEAT_MS = 15_000;

const MODEL_TASKS = new URL('./adapters/model-tasks.ts', import.meta.url);

/** Models, commits and patches. */
export function createGraphpatchService(deps: GraphpatchServiceDeps): Service {
  const { pool, now = Date.now, newId = randomUUIDv7, heartbeatMs = DEFAULT_HEARTBEAT_MS } = deps;
  const store = createEventStore({ pool, schema: declaration.schema, upcasters });
  const modelRows = createModelRows(pool);
  const log = createModelLog(store);
  const refRows = createRefRows(pool);
  const draftRows = createDraftRows(pool);
  const models = createModels(modelRows, refRows, log, draftRows);
  const stopping = new AbortController();
  // Whoever watches reads patches with every heartbeat, too, and then hears what is wrong.
  const patchBell = createPatchBell(store, () => undefined);
  const workers = createWorkerPool<typeof tasks>({ module: MODEL_TASKS });
  const all: GraphpatchDeps = {
    run: createCommandRunner(store),
    aggregates,
    models,
    modelRows,
    refRows,
    log,
    draftRows,
    draftBell: createDraftBell(pool),
    worker: createModelWorker(workers, models),
    notations: new Set(['bpmn']),
    patchRows: createPatchRows(pool),
    patchBell,
    artifactKind: createArtifactKind(deps.threadsTransport, deps.internalCaller),
    artifactEvents: createArtifactEvents(deps.threadsTransport, deps.internalCaller),
    json: contractJson,
    answers,
    inTurn: createTurns(),
    heartbeatMs,
    stopping: stopping.signal,
    newId,
    now,
  };
  return {
    routes: createRoutes(declaration.rpcServices, handlers(all)),
    start: () => workers.warm(),
    async drain() {
      stopping.abort(serverStopping());
    },
    async stop() {
      stopping.abort(serverStopping());
      patchBell.stop();
      await workers.stop();
    },
    ready: async () => void (await pool.query(`select from ${declaration.schema}.models limit 0`)),
  };
}
