import { ModelEditorService, ProposeCommandsResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { MAX_PATCH_BYTES } from '../app/limits.ts';
import { proposeCommands as propose } from '../app/propose-commands.ts';
import { mayNotEdit } from './may-not-edit.ts';
import { refusals } from './refusals.ts';

export const proposeCommands = (deps: GraphpatchDeps) =>
  unary(
    ModelEditorService.method.proposeCommands,
    'graph.viewer',
    async (request, caller) => {
      const denied = mayNotEdit(caller);
      if (denied) return encodedAnswer(ProposeCommandsResponseSchema, deps.answers.rejectedCommands(denied));
      const command = { ...request, operations: request.operations.map(operationFromWire) };
      return encodedAnswer(ProposeCommandsResponseSchema, refusals.accept(await propose(deps, caller, command)));
    },
    { maxBytes: MAX_PATCH_BYTES },
  );
