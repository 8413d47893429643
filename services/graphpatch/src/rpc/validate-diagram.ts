import { ModelEditorService, ValidateDiagramResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { MAX_PATCH_BYTES } from '../app/limits.ts';
import { validateDiagram as validate } from '../app/validate-diagram.ts';
import { refusals } from './refusals.ts';

export const validateDiagram = (deps: GraphpatchDeps) =>
  unary(
    ModelEditorService.method.validateDiagram,
    'graph.viewer',
    async (request, caller) => {
      const query = { ...request, operations: request.operations.map(operationFromWire) };
      return encodedAnswer(ValidateDiagramResponseSchema, refusals.accept(await validate(deps, caller, query)));
    },
    { maxBytes: MAX_PATCH_BYTES },
  );
