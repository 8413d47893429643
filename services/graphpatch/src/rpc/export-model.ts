import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

const mediaTypes: Readonly<Record<string, string>> = { bpmn: 'application/bpmn+xml' };

export const exportModel = ({ models }: Pick<GraphpatchDeps, 'models'>) =>
  unary(ModelService.method.exportModel, 'graph.viewer', async ({ ref }, { tenantId }) => {
    const model = refusals.accept(await models.load(tenantId, ref));
    const document = model.notation.encode(model.document);
    return { document, mediaType: mediaTypes[model.notation.name] ?? 'application/xml', version: model.ref.version };
  });
