import { GetDraftResponseSchema, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { getDraft as get } from '../app/drafts/get-draft.ts';
import { refusals } from './refusals.ts';

export const getDraft = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.getDraft, 'graph.viewer', async ({ ref }, caller) =>
    encodedAnswer(GetDraftResponseSchema, refusals.accept(await get(deps, caller, ref))),
  );
