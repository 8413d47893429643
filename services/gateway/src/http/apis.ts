import type { HttpApi } from '@ameide/service-kit/http-api';
import type { FacadeDeps } from './deps.ts';
import { mcpApi } from './mcp/api.ts';
import { openAiApi } from './openai/api.ts';

/** Protocols of others, over the same runs. */
export const httpApis = (deps: FacadeDeps): HttpApi[] => [openAiApi(deps), mcpApi(deps)];
