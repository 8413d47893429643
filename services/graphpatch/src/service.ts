import { randomUUIDv7 } from 'node:crypto';
import { createCommandRunner, createEventStore } from '@ameide/event-store';
import { bpmn } from '@ameide/notations/bpmn/node';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createRoutes, type Service } from '@ameide/service-kit/rpc';
import type { Transport } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { createArtifactKind } from './adapters/artifact-kind.ts';
import { createModelLog } from './adapters/model-log.ts';
import { createModelRows } from './adapters/model-rows.ts';
import { createPatchRows } from './adapters/patch-rows.ts';
import type { GraphpatchDeps } from './app/deps.ts';
import { createModels } from './app/models.ts';
import { createTurns } from './app/turns.ts';
import { declaration } from './declaration.ts';
import { handlers } from './rpc/handlers.ts';
import { aggregates } from './wire/aggregates.ts';
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
}

const SMALLEST_DOCUMENT =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://ameide.io/nothing" />';

/** Models, commits and patches. */
export function createGraphpatchService(deps: GraphpatchServiceDeps): Service {
  const { pool, now = Date.now, newId = randomUUIDv7 } = deps;
  const store = createEventStore({ pool, schema: declaration.schema, upcasters });
  const modelRows = createModelRows(pool);
  const all: GraphpatchDeps = {
    run: createCommandRunner(store),
    aggregates,
    models: createModels(modelRows, createModelLog(store), new Map([[bpmn.name, bpmn]])),
    modelRows,
    patchRows: createPatchRows(pool),
    artifactKind: createArtifactKind(deps.threadsTransport, deps.internalCaller),
    json: contractJson,
    inTurn: createTurns(),
    newId,
    now,
  };
  return {
    routes: createRoutes(declaration.rpcServices, handlers(all)),
    // The schema takes longer to compile than a document to check: no person's first import shall wait for it.
    start: async () => void bpmn.validate(SMALLEST_DOCUMENT),
    stop: async () => undefined,
    ready: async () => void (await pool.query(`select from ${declaration.schema}.models limit 0`)),
  };
}
