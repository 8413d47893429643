import type { Handler } from '@ameide/service-kit/rpc';
import type { AgentRuntimeDeps } from '../app/deps.ts';
import { executeRun } from './execute-run.ts';
import { listInteractions } from './list-interactions.ts';
import { reportProviders } from './report-providers.ts';

/** Every RPC of this service. */
export const handlers = (deps: AgentRuntimeDeps): Handler[] => [
  executeRun(deps),
  reportProviders(deps),
  listInteractions(deps),
];
