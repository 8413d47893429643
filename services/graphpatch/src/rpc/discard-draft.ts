import { DiscardDraftResponseSchema, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { discardDraft as discard } from '../app/drafts/discard-draft.ts';
import { refusals } from './refusals.ts';

export const discardDraft = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.discardDraft, 'graph.editor', async (request, caller) =>
    encodedAnswer(DiscardDraftResponseSchema, refusals.accept(await discard(deps, caller, request))),
  );
