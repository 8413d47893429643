import { encodedChanges } from '@ameide/event-store';
import { formatRef, notationOfKind } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';
import type { ImportedModel } from './work/import-document.ts';

/** Documents may be this large at most. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

export interface ImportModelCommand {
  readonly artifactId: string;
  readonly branch: string;
  readonly document: Uint8Array;
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

/** Makes a document the content of an artifact: its first version, or a further one that replaces everything. */
export async function importModel(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ImportModelCommand,
): Promise<ImportedModel | Refused> {
  const { artifactId, branch, document, comment, correlationId } = command;
  const { tenantId, actorId: authorId } = caller;
  if (actorOf(caller) === 'agent') return refuse('human_approval_required');
  if (document.byteLength > MAX_DOCUMENT_BYTES) {
    const message = `The document has ${document.byteLength} bytes; ${MAX_DOCUMENT_BYTES} are allowed.`;
    return refuse('document_too_large', message, { metadata: { max_bytes: String(MAX_DOCUMENT_BYTES) } });
  }
  const kind = await deps.artifactKind(caller, artifactId);
  if (kind === null) return refuse('artifact_not_found', `There is no artifact ${artifactId}.`);
  const notation = notationOfKind(kind);
  if (!deps.notations.has(notation)) {
    const message = `The artifact is of the kind ${kind}, of which models cannot be imported yet.`;
    return refuse('document_not_this_notation', message, { metadata: { kind } });
  }
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', document as Uint8Array<ArrayBuffer>)).toString(
    'hex',
  );
  const payload = [artifactId, branch, digest, command.expectedVersion ?? null];
  const commitId = deps.newId();
  const executed = await execute<FoundModel | Refused, ImportedModel>(deps, caller, correlationId, {
    slow: true,
    idempotency: idempotencyOf(caller, 'ImportModel', correlationId, payload),
    read: () => deps.models.version(tenantId, { artifactId, branch }),
    async decide(found, signal) {
      const head = isRefused(found) ? null : found;
      const version = head?.ref.version ?? 0;
      if (version !== (command.expectedVersion ?? 0)) return refuseVersion(command, version);
      const committedAt = new Date(deps.now()).toISOString();
      const work = { tenantId, artifactId, branch, kind, notation, document, head, commitId, authorId, comment };
      const done = await deps.worker.importDocument({ ...work, correlationId, committedAt }, signal);
      if (isRefused(done)) return done;
      return { changes: encodedChanges(done.changes), answer: done.answer };
    },
  });
  return 'answer' in executed ? executed.answer : executed;
}

function refuseVersion({ artifactId, branch, expectedVersion }: ImportModelCommand, actual: number): Refused {
  const ref = formatRef({ artifactId, branch });
  if (expectedVersion === undefined) {
    const message = `${ref} already has content. Give expected_version ${actual} to replace it.`;
    return refuse('model_exists', message, { metadata: { actual_version: String(actual) } });
  }
  const message = `${ref} has version ${actual}, not ${expectedVersion}. Look at what came between and try again.`;
  return refuse('version_mismatch', message, { conflict: { serverVersion: actual } });
}
