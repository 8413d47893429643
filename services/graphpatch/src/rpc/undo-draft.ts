import { ModelEditorService, UndoDraftResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { undoDraft as undo } from '../app/drafts/undo-draft.ts';
import { refusals } from './refusals.ts';

export const undoDraft = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.undoDraft, 'graph.editor', async (request, caller) =>
    encodedAnswer(UndoDraftResponseSchema, refusals.accept(await undo(deps, caller, request))),
  );
