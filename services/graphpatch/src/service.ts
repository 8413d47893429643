import { randomUUIDv7 } from 'node:crypto';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
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
import { applyPatch } from './rpc/apply-patch.ts';
import { exportModel } from './rpc/export-model.ts';
import { getModel } from './rpc/get-model.ts';
import { getPatch } from './rpc/get-patch.ts';
import { importModel } from './rpc/import-model.ts';
import { listCommits } from './rpc/list-commits.ts';
import { listPatches } from './rpc/list-patches.ts';
import { proposePatch } from './rpc/propose-patch.ts';
import { rejectPatch } from './rpc/reject-patch.ts';
import { aggregates } from './wire/aggregates.ts';
import { contractJson } from './wire/contract-json.ts';
import { upcasters } from './wire/event.ts';

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

const modelRpcs = [importModel, exportModel, getModel, listCommits];
const patchRpcs = [proposePatch, applyPatch, rejectPatch, getPatch, listPatches];

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
    routes: createRoutes(
      [ModelService, GraphPatchService],
      [...modelRpcs, ...patchRpcs].map((rpc) => rpc(all)),
    ),
    // The schema takes longer to compile than a document to check: no person's first import shall wait for it.
    start: async () => void bpmn.validate(SMALLEST_DOCUMENT),
    stop: async () => undefined,
    ready: async () => void (await pool.query(`select from ${declaration.schema}.models limit 0`)),
  };
}
