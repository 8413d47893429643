import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { ExecuteRun } from '../app/ports.ts';
import { taskIdentity } from './task-identity.ts';

/**
 * @param own reaches the runtime that executes whatever it is given
 * @param open reaches a runtime that was made for one agent, at its endpoint
 */
export function createExecuteRun(
  own: Transport,
  open: (endpoint: string) => Transport,
  caller: InternalCaller,
): ExecuteRun {
  const client = createClient(AgentRuntimeService, own);
  return (task, { agent: { profile, runsOn }, messages, artifactId }, signal) => {
    const options = caller.options(taskIdentity(task), { signal });
    const order = { runId: task.runId, messages, artifactId };
    if ('endpoint' in runsOn) {
      const runtime = createClient(AgentRuntimeService, open(runsOn.endpoint));
      return runtime.executeRun({ ...order, agentId: profile.id }, options);
    }
    const { id, instructions, tools, model, maxSteps } = runsOn.definition;
    return client.executeRun({ ...order, agent: { id, instructions, tools, model, maxSteps } }, options);
  };
}
