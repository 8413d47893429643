import type { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import type { Diagnostic } from '@ameide/contracts/graph/v1/diagnostic';
import type { ModelService } from '@ameide/contracts/graph/v1/model_service';
import type { Client } from '@connectrpc/connect';
import { documentBytes, documentText } from './document-text.ts';
import { AmeideError } from './errors.ts';

/** A document to be imported. */
export interface DocumentToImport {
  /** 1 to 200 characters. */
  readonly title: string;
  /** Of its root, such as `bpmn::collaboration` or `bpmn::process`; the notation follows from it. */
  readonly kind: string;
  /** At most 16 MiB. Text is sent in UTF-8; one that declares another encoding has to be given as bytes. */
  readonly document: string | Uint8Array;
  /** Makes a repeat safe; a new one by default. */
  readonly idempotencyKey?: string;
}

/** A document that was imported. */
export interface ImportedDocument {
  readonly artifactId: string;
  /** `artifacts/<id>/main`. */
  readonly ref: string;
  readonly version: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A document of a model. */
export interface ExportedDocument {
  readonly document: Uint8Array;
  /** The document as text. */
  readonly text: string;
  /** Such as `application/bpmn+xml`. */
  readonly mediaType: string;
  readonly version: number;
}

/**
 * Creates an artifact and makes a document its content. A document that is refused leaves no artifact behind; when the
 * connection is lost, a repeat with the same key continues where the first one failed.
 * @throws AmeideError, with the reasons of CreateArtifact and ImportModel
 */
export async function importDocument(
  artifacts: Client<typeof ArtifactCommandService>,
  models: Client<typeof ModelService>,
  { title, kind, document, idempotencyKey = crypto.randomUUID() }: DocumentToImport,
): Promise<ImportedDocument> {
  const bytes = typeof document === 'string' ? documentBytes(document) : document;
  if (bytes.length === 0) throw new AmeideError('invalid_argument', 'document_malformed', 'The document is empty.');
  const { artifact } = await artifacts.createArtifact({ title, kind, idempotencyKey });
  const artifactId = artifact?.id ?? '';
  const importing = models.importModel({ artifactId, document: bytes, correlationId: idempotencyKey });
  const answer = await importing.catch(async (error: unknown) => {
    // Nobody wants what can never get content. What comes of it is told by the refusal, whether or not this succeeds.
    if (isRefusal(error)) await artifacts.deleteArtifact({ artifactId }).catch(() => undefined);
    throw error;
  });
  const { commit, nodeCount, edgeCount, diagnostics } = answer;
  return {
    artifactId,
    ref: `artifacts/${artifactId}/main`,
    version: commit?.version ?? 0,
    nodeCount,
    edgeCount,
    diagnostics,
  };
}

/** Whether the same document would be refused again. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof AmeideError &&
    !['aborted', 'deadline_exceeded', 'unavailable', 'unauthenticated'].includes(error.code)
  );
}

/** The document of a model, at a version if the ref names one. */
export async function exportDocument(models: Client<typeof ModelService>, ref: string): Promise<ExportedDocument> {
  const { document, mediaType, version } = await models.exportModel({ ref });
  return { document, mediaType, version, text: documentText(document) };
}
