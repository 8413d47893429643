import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { diagnosticToWire } from '@ameide/graph-model/wire';
import { unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { importModel as execute } from '../app/import-model.ts';
import { MAX_IMPORT_BYTES } from '../app/limits.ts';
import { commitToWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const importModel = (deps: GraphpatchDeps) =>
  unary(
    ModelService.method.importModel,
    'graph.editor',
    async (request, caller) => {
      const command = { ...request, branch: request.branch || 'main' };
      const { commit, diagnostics, ...read } = refusals.accept(await execute(deps, caller, command));
      return { ...read, commit: commitToWire(commit), diagnostics: diagnostics.map(diagnosticToWire) };
    },
    { maxBytes: MAX_IMPORT_BYTES },
  );
