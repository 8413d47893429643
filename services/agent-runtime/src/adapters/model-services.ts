import { toOperations } from '@ameide/agent-tools/operations';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ProjectionIntent, ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { ModelServices } from '../app/ports.ts';
import { proposalFromWire } from '../wire/proposal.ts';

export interface ModelServicesDeps {
  readonly projection: Transport;
  readonly graphPatch: Transport;
  readonly internalCaller: InternalCaller;
  /** How long one call may take. */
  readonly timeoutMs: number;
}

/** The services, as an identity calls them. */
export function createModelServices(deps: ModelServicesDeps): (identity: InternalIdentity) => ModelServices {
  const projections = createClient(ProjectionService, deps.projection);
  const patches = createClient(GraphPatchService, deps.graphPatch);
  return (identity) => {
    // Signed anew for each call: a signature holds for a minute.
    const options = (signal: AbortSignal) => ({
      ...deps.internalCaller.options(identity, { signal }),
      timeoutMs: deps.timeoutMs,
    });
    return {
      async getProjection({ intent, focusIds, focusKinds, ...request }, signal) {
        const wanted = intent === 'modify' ? ProjectionIntent.MODIFY : ProjectionIntent.ANALYZE;
        const focus = { focusIds: [...focusIds], focusKinds: [...focusKinds] };
        const { envelope } = await projections.getProjection({ ...request, ...focus, intent: wanted }, options(signal));
        if (envelope === undefined) throw new Error('GetProjection answered without an envelope');
        return envelope;
      },
      async proposePatch({ ref, title, correlationId, operations, newId }, signal) {
        const request = { ref, title, correlationId, operations: toOperations(operations, newId) };
        return proposalFromWire(await patches.proposePatch(request, options(signal)));
      },
    };
  };
}
