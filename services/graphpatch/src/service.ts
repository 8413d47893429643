import { randomUUIDv7 } from 'node:crypto';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { createEventStore, eventStoreMigrations } from '@ameide/event-store';
import { bpmn } from '@ameide/notations/bpmn/node';
import { migrate, readMigrations } from '@ameide/postgres';
import type { InternalCaller } from '@ameide/service-kit/auth';
import type { Service } from '@ameide/service-kit/rpc';
import type { Transport } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { createArtifactDirectory } from './adapters/artifact-directory.ts';
import { createModels } from './app/models.ts';
import { createTurns } from './app/turns.ts';
import { applyPatchRpc } from './rpc/apply-patch.ts';
import { exportModelRpc } from './rpc/export-model.ts';
import { getModelRpc } from './rpc/get-model.ts';
import { getPatchRpc } from './rpc/get-patch.ts';
import { importModelRpc } from './rpc/import-model.ts';
import { listCommitsRpc } from './rpc/list-commits.ts';
import { listPatchesRpc } from './rpc/list-patches.ts';
import { proposePatchRpc } from './rpc/propose-patch.ts';
import { rejectPatchRpc } from './rpc/reject-patch.ts';

/** The schema that this service owns. Its log is read by projections. */
export const graphpatchSchema = 'graphpatch';

/** What the service is made with. */
export interface GraphpatchServiceDeps {
  /** Of the role `ameide_app`, on a database that `migrateGraphpatch` has brought up to date. The caller ends it. */
  readonly pool: Pool;
  /** To the threads service, which owns artifacts. */
  readonly threadsTransport: Transport;
  readonly internalCaller: InternalCaller;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** UUIDs that nobody has used; version 7 unless given. */
  readonly newId?: () => string;
}

/** Brings the schema up to date, as its owner. */
export async function migrateGraphpatch(admin: Pool): Promise<void> {
  const own = await readMigrations(new URL('../migrations/', import.meta.url));
  await migrate(admin, { schema: graphpatchSchema, migrations: [...eventStoreMigrations(graphpatchSchema), ...own] });
}

const smallestDocument =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://ameide.io/nothing" />';

/** Models, commits and patches. */
export function createGraphpatchService(deps: GraphpatchServiceDeps): Service {
  const { pool, now = Date.now, newId = randomUUIDv7 } = deps;
  const store = createEventStore({ pool, schema: graphpatchSchema });
  const models = createModels(pool, store, new Map([[bpmn.name, bpmn]]));
  const artifactKind = createArtifactDirectory(deps.threadsTransport, deps.internalCaller);
  const all = { pool, store, models, artifactKind, inTurn: createTurns(), newId, now };
  return {
    routes: (router) => {
      router.service(ModelService, {
        importModel: importModelRpc(all),
        exportModel: exportModelRpc(all),
        getModel: getModelRpc(all),
        listCommits: listCommitsRpc(all),
      });
      router.service(GraphPatchService, {
        proposePatch: proposePatchRpc(all),
        applyPatch: applyPatchRpc(all),
        rejectPatch: rejectPatchRpc(all),
        getPatch: getPatchRpc(all),
        listPatches: listPatchesRpc(all),
      });
    },
    // The schema takes longer to compile than a document to check: no person's first import shall wait for it.
    start: async () => void bpmn.validate(smallestDocument),
    stop: async () => undefined,
    ready: async () => void (await pool.query(`select from ${graphpatchSchema}.models limit 0`)),
  };
}
