import { GetAISuggestionsResponseSchema, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { getAiSuggestions as get } from '../app/get-ai-suggestions.ts';
import { refusals } from './refusals.ts';

export const getAiSuggestions = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.getAISuggestions, 'graph.viewer', async (request, caller) =>
    encodedAnswer(GetAISuggestionsResponseSchema, refusals.accept(await get(deps, caller, request))),
  );
