import type { HttpApi } from '@ameide/service-kit/http-api';
import type { FacadeDeps } from '../deps.ts';
import { chatCompletions } from './chat-completions.ts';
import { openAiLastWords, openAiRefusal } from './errors.ts';
import { modelRoutes } from './models.ts';
import { responseRoutes } from './responses.ts';

/** OpenAI's API, over the agents. */
export const openAiApi = (deps: FacadeDeps): HttpApi => ({
  prefix: '/v1',
  routes: [chatCompletions(deps), ...responseRoutes(deps), ...modelRoutes(deps)],
  refusal: openAiRefusal,
  lastWords: openAiLastWords,
});
