import type { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { formatRef } from '@ameide/graph-model';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Models } from '../app/models.ts';
import { accepted } from './refusals.ts';

export function getModelRpc({ models }: { readonly models: Models }): ServiceImpl<typeof ModelService>['getModel'] {
  return async ({ ref }, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const model = accepted(await models.load(ctx.tenantId, ref));
    return {
      ref: formatRef(model.ref),
      version: model.ref.version,
      notation: model.notation.name,
      name: model.name,
      graph: graphToWire(model.graph),
      layout: layoutToWire(model.layout),
    };
  };
}
