import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { formatRef } from '@ameide/graph-model';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const getModel = ({ models }: Pick<GraphpatchDeps, 'models'>) =>
  unary(ModelService.method.getModel, 'graph.viewer', async (request, { tenantId }) => {
    const { ref, notation, name, graph, layout } = refusals.accept(await models.load(tenantId, request.ref));
    const content = { graph: graphToWire(graph), layout: layoutToWire(layout) };
    return { ref: formatRef(ref), version: ref.version, notation: notation.name, name, ...content };
  });
