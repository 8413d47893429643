import { ModelEditorService, SaveDraftResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { saveDraft as save } from '../app/drafts/save-draft.ts';
import { MAX_PATCH_BYTES } from '../app/limits.ts';
import { mayNotEdit } from './may-not-edit.ts';
import { refusals } from './refusals.ts';

export const saveDraft = (deps: GraphpatchDeps) =>
  unary(
    ModelEditorService.method.saveDraft,
    'graph.viewer',
    async (request, caller) => {
      const denied = mayNotEdit(caller);
      if (denied) return encodedAnswer(SaveDraftResponseSchema, deps.answers.rejectedDraft('SaveDraft', denied));
      const command = { ...request, operations: request.operations.map(operationFromWire) };
      return encodedAnswer(SaveDraftResponseSchema, refusals.accept(await save(deps, caller, command)));
    },
    { maxBytes: MAX_PATCH_BYTES },
  );
