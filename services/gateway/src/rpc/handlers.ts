import type { Handler } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { announcePresence } from './announce-presence.ts';
import { assignPlan } from './assign-plan.ts';
import { batchGetPeople } from './batch-get-people.ts';
import { cancelRun } from './cancel-run.ts';
import { changeTopics } from './change-topics.ts';
import { createRun } from './create-run.ts';
import { deleteBudget } from './delete-budget.ts';
import { deregisterAgent } from './deregister-agent.ts';
import { exportUsage } from './export-usage.ts';
import { generate } from './generate.ts';
import { generateBatch } from './generate-batch.ts';
import { getAgentPolicy } from './get-agent-policy.ts';
import { getBalance } from './get-balance.ts';
import { getPlan } from './get-plan.ts';
import { getRun } from './get-run.ts';
import { listAgents } from './list-agents.ts';
import { listBudgets } from './list-budgets.ts';
import { listPlans } from './list-plans.ts';
import { listProviders } from './list-providers.ts';
import { listRunUsage } from './list-run-usage.ts';
import { listRuns } from './list-runs.ts';
import { queryUsage } from './query-usage.ts';
import { reconcileUsage } from './reconcile-usage.ts';
import { registerAgent } from './register-agent.ts';
import { reserveModelCall } from './reserve-model-call.ts';
import { resume } from './resume.ts';
import { resumeRun } from './resume-run.ts';
import { setAgentPolicy } from './set-agent-policy.ts';
import { setBudget } from './set-budget.ts';
import { subscribe } from './subscribe.ts';
import { topUp } from './top-up.ts';
import { watchRuns } from './watch-runs.ts';

/** Every RPC of this service. */
export const handlers = (deps: GatewayDeps): Handler[] => [
  generate(deps),
  createRun(deps),
  generateBatch(deps),
  resume(deps),
  watchRuns(deps),
  subscribe(deps),
  changeTopics(deps),
  announcePresence(deps),
  batchGetPeople(deps),
  cancelRun(deps),
  resumeRun(deps),
  getRun(deps),
  listRuns(deps),
  listRunUsage(deps),
  listAgents(deps),
  listProviders(deps),
  getAgentPolicy(deps),
  setAgentPolicy(deps),
  getPlan(deps),
  queryUsage(deps),
  exportUsage(deps),
  reconcileUsage(deps),
  listPlans(deps),
  assignPlan(deps),
  registerAgent(deps),
  deregisterAgent(deps),
  setBudget(deps),
  listBudgets(deps),
  deleteBudget(deps),
  topUp(deps),
  getBalance(deps),
  reserveModelCall(deps),
];
