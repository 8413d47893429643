import { AgentRuntimeService, type ExecuteRunResponse } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { AgentDefinition, RunTask } from '../app/ports.ts';
import { taskIdentity } from './task-identity.ts';

/** Executes runs; aborting the signal stops the execution. Refusals are thrown as the service made them. */
export type ExecuteRun = (
  task: RunTask,
  input: { readonly agent: AgentDefinition; readonly messages: ChatMessage[]; readonly artifactId: string },
  signal: AbortSignal,
) => AsyncIterable<ExecuteRunResponse>;

export function createExecuteRun(transport: Transport, caller: InternalCaller): ExecuteRun {
  const client = createClient(AgentRuntimeService, transport);
  return (task, { agent, messages, artifactId }, signal) => {
    const { id, instructions, tools, model, maxSteps } = agent;
    const request = { runId: task.runId, agent: { id, instructions, tools, model, maxSteps }, messages, artifactId };
    return client.executeRun(request, caller.options(taskIdentity(task), { signal }));
  };
}
