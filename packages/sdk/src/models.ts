import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';
import {
  type DocumentToImport,
  type ExportedDocument,
  exportDocument,
  type ImportedDocument,
  importDocument,
} from './documents.ts';

/** Models, their versions, and the patches that make a next one. */
export interface Models {
  readonly models: Client<typeof ModelService>;
  readonly versions: Client<typeof VersionService>;
  readonly graphPatches: Client<typeof GraphPatchService>;
  readonly modelEditor: Client<typeof ModelEditorService>;
  /** Creates an artifact with a document as its content. A repeat with the same key continues where the first one failed. */
  importDocument(document: DocumentToImport): Promise<ImportedDocument>;
  /** The document of a model, at a version if the ref names one. */
  exportDocument(ref: string): Promise<ExportedDocument>;
}

export function createModels({ transport }: Connection): Models {
  const models = createClient(ModelService, transport);
  const artifactCommands = createClient(ArtifactCommandService, transport);
  const modelEditor = createClient(ModelEditorService, transport);
  return {
    models,
    versions: createClient(VersionService, transport),
    graphPatches: createClient(GraphPatchService, transport),
    modelEditor,
    importDocument: (document) => importDocument(artifactCommands, models, document),
    exportDocument: (ref) => exportDocument(models, ref),
  };
}
