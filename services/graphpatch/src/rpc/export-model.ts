import { ExportModelResponseSchema, ModelService } from '@ameide/contracts/graph/v1/model_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const exportModel = ({ models, worker }: Pick<GraphpatchDeps, 'models' | 'worker'>) =>
  unary(ModelService.method.exportModel, 'graph.viewer', async ({ ref }, { tenantId, signal }) => {
    const model = refusals.accept(await models.version(tenantId, ref));
    return encodedAnswer(ExportModelResponseSchema, await worker.model('exported', tenantId, model, signal));
  });
