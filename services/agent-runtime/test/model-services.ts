import {
  GraphPatchService,
  type ProposePatchRequest,
  ProposePatchRequestSchema,
  type ProposePatchResponseSchema,
} from '@ameide/contracts/graph/v1/graph_patch_service';
import {
  type GetProjectionRequest,
  GetProjectionResponseSchema,
  ProjectionService,
} from '@ameide/contracts/projection/v1/projection_service';
import { ServiceError } from '@ameide/service-kit/errors';
import { type RequestContext, type Routes, requestContext } from '@ameide/service-kit/rpc';
import { create, equals, type MessageInitShape } from '@bufbuild/protobuf';
import { sampleEdges, sampleNodes } from './sample-model.ts';

type Who = Pick<RequestContext, 'tenantId' | 'actorId' | 'caller' | 'runId' | 'agentId'>;

/** What reached the services, in order. */
export interface Seen {
  readonly projections: { request: GetProjectionRequest; who: Who }[];
  readonly proposals: { request: ProposePatchRequest; who: Who }[];
  /** The patches that exist, by correlation id. */
  readonly patches: Map<string, { id: string; request: ProposePatchRequest }>;
}

/** Hooks that run before a service answers; they may wait, or reject. */
export interface Hooks {
  projection?(signal: AbortSignal): Promise<void>;
  proposal?(signal: AbortSignal): Promise<void>;
  /** Runs when the patch is stored and before that is answered. */
  stored?(signal: AbortSignal): Promise<void>;
  /** Answers in place of storing a patch. */
  findings?(request: ProposePatchRequest): MessageInitShape<typeof ProposePatchResponseSchema> | undefined;
}

/**
 * ProjectionService and GraphPatchService as far as agents use them, on the sample model. A repeated correlation id
 * returns the first answer, and one with another payload is refused, as the contract says.
 */
export function modelServices(hooks: Hooks = {}): { readonly routes: Routes; readonly seen: Seen } {
  const seen: Seen = { projections: [], proposals: [], patches: new Map() };
  const who = ({ tenantId, actorId, caller, runId, agentId }: RequestContext): Who => ({
    tenantId,
    actorId,
    caller,
    runId,
    agentId,
  });
  const routes: Routes = (router) => {
    router.service(ProjectionService, {
      async getProjection(request, context) {
        seen.projections.push({ request, who: who(requestContext(context)) });
        await hooks.projection?.(context.signal);
        const envelope = {
          ref: `${request.ref}@3`,
          version: 3,
          notation: 'bpmn',
          nodes: [...sampleNodes],
          edges: [...sampleEdges],
          text: 'the sample, as text',
          totalNodes: sampleNodes.length,
          totalEdges: sampleEdges.length,
        };
        return create(GetProjectionResponseSchema, { envelope });
      },
    });
    router.service(GraphPatchService, {
      async proposePatch(request, context) {
        seen.proposals.push({ request, who: who(requestContext(context)) });
        await hooks.proposal?.(context.signal);
        const refused = hooks.findings?.(request);
        if (refused !== undefined) return refused;
        const known = seen.patches.get(request.correlationId);
        if (known !== undefined && !equals(ProposePatchRequestSchema, known.request, request)) {
          throw new ServiceError('already_exists', 'correlation_id_reused', 'Another payload had this correlation id.');
        }
        const id = known?.id ?? `00000000-0000-4000-8000-${String(seen.patches.size + 1).padStart(12, '0')}`;
        if (known === undefined) seen.patches.set(request.correlationId, { id, request });
        await hooks.stored?.(context.signal);
        const preview = { summary: [`${request.operations.length} operations`] };
        return { patch: { id, ref: request.ref, preview }, baseVersion: 3, valid: true, preview };
      },
    });
  };
  return { routes, seen };
}
