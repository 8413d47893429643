import { ApplyAISuggestionResponseSchema, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import { applyAiSuggestion as apply } from '../app/apply-ai-suggestion.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const applyAiSuggestion = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.applyAISuggestion, 'graph.editor', async (request, caller) =>
    encodedAnswer(ApplyAISuggestionResponseSchema, refusals.accept(await apply(deps, caller, request))),
  );
