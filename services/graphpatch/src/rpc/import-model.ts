import {
  type ImportModelResponse,
  ImportModelResponseSchema,
  type ModelService,
} from '@ameide/contracts/graph/v1/model_service';
import { diagnosticToWire } from '@ameide/graph-model/wire';
import { identityOf, requestContext, requireRole } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { type ImportModelDependencies, importModel } from '../app/import-model.ts';
import { accepted } from './refusals.ts';
import { commitToWire } from './to-wire.ts';

export function importModelRpc(deps: ImportModelDependencies): ServiceImpl<typeof ModelService>['importModel'] {
  return async (request, context): Promise<ImportModelResponse> => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.editor');
    const artifactId = request.artifactId.toLowerCase();
    const command = { ...request, artifactId, branch: request.branch || 'main' };
    const imported = accepted(await importModel(deps, identityOf(ctx), command));
    return create(ImportModelResponseSchema, {
      commit: commitToWire(imported.commit, imported.commit),
      name: imported.name,
      nodeCount: imported.nodeCount,
      edgeCount: imported.edgeCount,
      diagnostics: imported.diagnostics.map(diagnosticToWire),
    });
  };
}
