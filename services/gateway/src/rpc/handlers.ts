import type { Handler } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { cancelRun } from './cancel-run.ts';
import { deregisterAgent } from './deregister-agent.ts';
import { generate } from './generate.ts';
import { getRun } from './get-run.ts';
import { listAgents } from './list-agents.ts';
import { registerAgent } from './register-agent.ts';
import { resume } from './resume.ts';
import { watchRuns } from './watch-runs.ts';

/** Every RPC of this service. */
export const handlers = (deps: GatewayDeps): Handler[] => [
  generate(deps),
  resume(deps),
  watchRuns(deps),
  cancelRun(deps),
  getRun(deps),
  listAgents(deps),
  registerAgent(deps),
  deregisterAgent(deps),
];
