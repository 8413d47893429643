import { type DraftChoice, Side } from '@ameide/contracts/editor/v1/draft';
import { ModelEditorService, RebaseDraftResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { rebaseDraft as rebase } from '../app/drafts/rebase-draft.ts';
import { refusals } from './refusals.ts';

export const rebaseDraft = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.rebaseDraft, 'graph.editor', async ({ ref, revision, choices }, caller) => {
    const chosen = (side: Side) => choices.filter((choice: DraftChoice) => choice.side === side);
    const command = { ref, revision, mine: chosen(Side.MINE), theirs: chosen(Side.THEIRS) };
    return encodedAnswer(RebaseDraftResponseSchema, refusals.accept(await rebase(deps, caller, command)));
  });
