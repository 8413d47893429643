import { ModelEditorService, ProposeCommandsResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { encodedAnswer, impliesRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { MAX_PATCH_BYTES } from '../app/limits.ts';
import { proposeCommands as propose } from '../app/propose-commands.ts';
import { refusals } from './refusals.ts';

export const proposeCommands = (deps: GraphpatchDeps) =>
  unary(
    ModelEditorService.method.proposeCommands,
    'graph.viewer',
    async (request, caller) => {
      if (!impliesRole(caller.roles, 'graph.editor')) {
        const message = 'Changing a model needs the role graph.editor.';
        const diagnostics = [{ severity: 'error', code: 'role_required', message }] as const;
        const answer = deps.answers.rejectedCommands({ reason: 'authz_denied', diagnostics });
        return encodedAnswer(ProposeCommandsResponseSchema, answer);
      }
      const command = { ...request, operations: request.operations.map(operationFromWire) };
      return encodedAnswer(ProposeCommandsResponseSchema, refusals.accept(await propose(deps, caller, command)));
    },
    { maxBytes: MAX_PATCH_BYTES },
  );
