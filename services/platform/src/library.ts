import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { errorReason } from '@ameide/service-kit/errors';
import { type CallOptions, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { findModels } from './model-files.ts';
import { rootKindOf } from './root-kind.ts';

/** Puts documents into the demo tenant, through the same RPCs as everybody else. */
export interface Library {
  /** Adds the sample models that are not there yet; returns how many were added. */
  addSamples(): Promise<number>;
  /**
   * Imports a file, or every BPMN file of a folder. Never rejects for a single file's fault.
   * @throws NoModelsError when there is none
   */
  importPath(path: string): Promise<ImportReport[]>;
}

export type ImportReport =
  | { readonly path: string; readonly artifactId: string; readonly title: string; readonly summary: string }
  | { readonly path: string; readonly error: string };

const samplesFolder = fileURLToPath(new URL('../samples/', import.meta.url));

/** `identity` makes the options of one call, as a user of the demo tenant. */
export function createLibrary(transport: Transport, identity: () => CallOptions): Library {
  const artifacts = createClient(ArtifactCommandService, transport);
  const artifactQueries = createClient(ArtifactQueryService, transport);
  const models = createClient(ModelService, transport);

  async function create(path: string, idempotencyKey: string): Promise<string> {
    const kind = rootKindOf(await readFile(path));
    const { artifact } = await artifacts.createArtifact({ title: titleOf(path), kind, idempotencyKey }, identity());
    return artifact!.id;
  }

  async function importFile(path: string, artifactId: string, correlationId: string): Promise<ImportReport> {
    const document = await readFile(path);
    const imported = await models.importModel({ artifactId, document, correlationId }, identity());
    const warnings = imported.diagnostics.length === 0 ? '' : `, ${imported.diagnostics.length} warnings`;
    const summary = `${imported.nodeCount} nodes, ${imported.edgeCount} edges${warnings}`;
    return { path, artifactId, title: titleOf(path), summary };
  }

  async function hasModel(artifactId: string): Promise<boolean> {
    try {
      await models.listCommits({ ref: `artifacts/${artifactId}/main`, pageSize: 1 }, identity());
      return true;
    } catch (error) {
      if (errorReason(error) === 'model_not_found') return false;
      throw error;
    }
  }

  async function artifactsByTitle(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let pageToken = ''; ; ) {
      const page = await artifactQueries.listArtifacts({ pageSize: 100, pageToken }, identity());
      for (const { id, title } of page.artifacts) found.set(title, id);
      if (page.nextPageToken === '') return found;
      pageToken = page.nextPageToken;
    }
  }

  return {
    async addSamples() {
      const present = await artifactsByTitle();
      let added = 0;
      for (const path of await findModels(samplesFolder)) {
        const key = `sample ${basename(path)}`;
        const artifactId = present.get(titleOf(path)) ?? (await create(path, key));
        // An earlier start may have ended between the artifact and its model.
        if (await hasModel(artifactId)) continue;
        await importFile(path, artifactId, key);
        added += 1;
      }
      return added;
    },
    async importPath(path) {
      const reports: ImportReport[] = [];
      for (const file of await findModels(path)) {
        try {
          const key = crypto.randomUUID();
          reports.push(await importFile(file, await create(file, key), key));
        } catch (error) {
          const { rawMessage } = ConnectError.from(error);
          reports.push({ path: file, error: `${rawMessage} (${errorReason(error) ?? 'unknown'})` });
        }
      }
      return reports;
    },
  };
}

/** `order-to-cash.bpmn` is "Order to cash". */
function titleOf(path: string): string {
  const words = basename(path, extname(path)).replace(/[-_]+/g, ' ').trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).slice(0, 200) || 'Untitled';
}
