import type { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Models } from '../app/models.ts';
import { accepted } from './refusals.ts';

const mediaTypes: Readonly<Record<string, string>> = { bpmn: 'application/bpmn+xml' };

export function exportModelRpc({
  models,
}: {
  readonly models: Models;
}): ServiceImpl<typeof ModelService>['exportModel'] {
  return async ({ ref }, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const model = accepted(await models.load(ctx.tenantId, ref));
    const document = new TextEncoder().encode(model.document);
    return { document, mediaType: mediaTypes[model.notation.name] ?? 'application/xml', version: model.ref.version };
  };
}
