import { randomUUID } from 'node:crypto';
import { ArtifactSchema } from '@ameide/contracts/artifacts/v1/artifact';
import type { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { Severity } from '@ameide/contracts/graph/v1/diagnostic';
import type { GraphPatchService, ProposePatchRequest } from '@ameide/contracts/graph/v1/graph_patch_service';
import { PatchSchema, PatchState } from '@ameide/contracts/graph/v1/patch';
import { ProjectionEnvelopeSchema, type ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { ServiceError } from '@ameide/service-kit/errors';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';

/** One model of the tenant acme, as the other services answer for it. */
export class ModelWorld {
  readonly id = randomUUID();
  readonly ref = `artifacts/${this.id}/main`;
  /** What was proposed, by patch, and by whom. */
  readonly proposed = new Map<string, { readonly by: string; readonly request: ProposePatchRequest }>();

  readonly artifacts: Pick<ServiceImpl<typeof ArtifactQueryService>, 'listArtifacts'> = {
    listArtifacts: ({ titleContains }, context) => {
      const own = requestContext(context).tenantId === 'acme' && 'Order to cash'.includes(titleContains);
      const artifact = create(ArtifactSchema, { id: this.id, title: 'Order to cash', kind: 'bpmn::collaboration' });
      return { artifacts: own ? [artifact] : [] };
    },
  };

  readonly projection: Pick<ServiceImpl<typeof ProjectionService>, 'getProjection'> = {
    getProjection: ({ ref, tokenBudget }, context) => {
      if (ref !== this.ref || requestContext(context).tenantId !== 'acme')
        throw new ServiceError('not_found', 'model_not_found', 'There is no such model.');
      const text = `version 3, at most ${tokenBudget} tokens`;
      return { envelope: create(ProjectionEnvelopeSchema, { ref: `${ref}@3`, version: 3, text }) };
    },
  };

  readonly graphpatch: Pick<ServiceImpl<typeof GraphPatchService>, 'proposePatch' | 'getPatch'> = {
    proposePatch: (request, context) => {
      const caller = requestContext(context);
      requireRole(caller, 'graph.contributor');
      const unknown = request.operations.some(({ operation }) => operation.case === 'removeNode');
      const finding = { severity: Severity.ERROR, code: 'not_resolved', message: 'No such element.', operationId: '1' };
      if (unknown) return { valid: false, baseVersion: 3, diagnostics: [finding] };
      const id = randomUUID();
      this.proposed.set(id, { by: `${caller.actorId} ${caller.agentId}`, request });
      const { ref, title } = request;
      return {
        ...{ valid: true, baseVersion: 3, patch: create(PatchSchema, { id, ref, title, state: PatchState.PROPOSED }) },
        preview: { summary: ['+ task "Check"'] },
      };
    },
    getPatch: ({ patchId }, context) => {
      const found = this.proposed.get(patchId);
      if (found === undefined || requestContext(context).tenantId !== 'acme')
        throw new ServiceError('not_found', 'patch_not_found', 'There is no such patch.');
      const { ref, title } = found.request;
      return { patch: create(PatchSchema, { id: patchId, ref, title, state: PatchState.PROPOSED }) };
    },
  };
}
