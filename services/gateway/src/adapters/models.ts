import { toOperations } from '@ameide/agent-tools/operations';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { type Diagnostic, Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { ProjectionIntent, ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { Models } from '../app/ports/models.ts';

const CALL_TIMEOUT_MS = 20_000;
const PAGE = 50;

/** The services that own what is read and proposed. */
export interface ModelsDeps {
  readonly threadsTransport: Transport;
  readonly projectionTransport: Transport;
  readonly graphpatchTransport: Transport;
}

export function createModels(deps: ModelsDeps, caller: InternalCaller): Models {
  const artifacts = createClient(ArtifactQueryService, deps.threadsTransport);
  const projections = createClient(ProjectionService, deps.projectionTransport);
  const patches = createClient(GraphPatchService, deps.graphpatchTransport);
  const options = (identity: InternalIdentity, signal: AbortSignal) => ({
    ...caller.options(identity, { signal }),
    timeoutMs: CALL_TIMEOUT_MS,
  });
  return {
    async list(identity, { titleContains, pageToken }, signal) {
      const request = { titleContains, pageToken, pageSize: PAGE };
      const page = await artifacts.listArtifacts(request, options(identity, signal));
      return {
        models: page.artifacts.map(({ id, title, kind }) => ({ ref: `artifacts/${id}/main`, title, kind })),
        nextPageToken: page.nextPageToken,
      };
    },
    async projection(identity, { intent, ...request }, signal) {
      const wanted = intent === 'modify' ? ProjectionIntent.MODIFY : ProjectionIntent.ANALYZE;
      const { envelope } = await projections.getProjection({ ...request, intent: wanted }, options(identity, signal));
      return { version: envelope?.version ?? 0, text: envelope?.text ?? '' };
    },
    async propose(identity, { ref, title, operations, newId }, signal) {
      const request = { ref, title, operations: toOperations(operations, newId) };
      const { patch, preview, diagnostics, baseVersion } = await patches.proposePatch(
        request,
        options(identity, signal),
      );
      return {
        ...(patch && { patchId: patch.id }),
        version: baseVersion,
        changes: preview?.summary ?? [],
        findings: diagnostics.map(inWords),
      };
    },
    async patch(identity, patchId, signal) {
      const { patch } = await patches.getPatch({ patchId }, options(identity, signal));
      const { ref = '', title = '', state = 0, preview, reason = '' } = patch ?? {};
      return { ref, title, state: STATES.get(state) ?? 'unknown', changes: preview?.summary ?? [], reason };
    },
  };
}

const STATES: ReadonlyMap<PatchState, string> = new Map([
  [PatchState.PROPOSED, 'waits for a review'],
  [PatchState.APPLIED, 'applied'],
  [PatchState.REJECTED, 'rejected'],
]);
const SEVERITIES: ReadonlyMap<Severity, string> = new Map([
  [Severity.ERROR, 'error'],
  [Severity.WARNING, 'warning'],
  [Severity.INFO, 'note'],
]);

function inWords({ severity, code, message, operationId }: Diagnostic): string {
  const at = operationId === '' ? '' : ` in operation ${operationId}`;
  return `${SEVERITIES.get(severity) ?? 'error'} ${code}${at}: ${message}`;
}
