import { GetModelResponseSchema, ModelService } from '@ameide/contracts/graph/v1/model_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const getModel = ({ models, worker }: Pick<GraphpatchDeps, 'models' | 'worker'>) =>
  unary(ModelService.method.getModel, 'graph.viewer', async ({ ref }, { tenantId, signal }) => {
    const model = refusals.accept(await models.version(tenantId, ref));
    return encodedAnswer(GetModelResponseSchema, await worker.model('model', tenantId, model, signal));
  });
