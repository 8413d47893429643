import type { AgentRuntimeService, ExecuteRunRequest } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { identityOf, type RequestContext, requestContext, requireInternal } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import type { Checkpoints } from '../adapters/checkpoints.ts';
import { toConversation } from '../app/conversation.ts';
import { executeRun as execute } from '../app/execute-run.ts';
import type { RunningRuns } from '../app/running-runs.ts';
import type { ToolScope } from '../tools/tool.ts';
import type { AgentOfRun } from './agent-of-run.ts';

export interface ExecuteRunDeps {
  readonly agentOf: AgentOfRun;
  readonly checkpoints: Checkpoints;
  readonly runs: RunningRuns;
  readonly transports: ToolScope['transports'];
  readonly internalCaller: InternalCaller;
  /** Milliseconds that one call of a tool may take. */
  readonly toolTimeout: number;
}

/** Agents work on this branch. */
const BRANCH = 'main';

export function executeRun(deps: ExecuteRunDeps): MethodImpl<typeof AgentRuntimeService.method.executeRun> {
  return async function* (request, context) {
    const caller = requestContext(context);
    requireInternal(caller);
    const { runId } = request;
    const agent = await deps.agentOf(request);
    const checkpointer = deps.checkpoints.of(caller.tenantId);
    using run = deps.runs.begin(caller.signal);
    const order = {
      runId,
      agent,
      conversation: toConversation(request.messages),
      toolScope: toolScope(deps, request, caller),
    };
    yield* execute({ checkpointer, signal: run.signal, logger: caller.logger }, order);
    await deps.checkpoints
      .prune(caller.tenantId)
      .catch((err) => caller.logger.warn({ err }, 'old checkpoints were not removed'));
  };
}

function toolScope(
  deps: ExecuteRunDeps,
  { artifactId, runId }: ExecuteRunRequest,
  caller: RequestContext,
): ToolScope | undefined {
  if (artifactId === '') return undefined;
  const identity = { ...identityOf(caller), runId };
  return {
    transports: deps.transports,
    runId,
    ref: `artifacts/${artifactId}/${BRANCH}`,
    callOptions: (signal) => ({ ...deps.internalCaller.options(identity, { signal }), timeoutMs: deps.toolTimeout }),
  };
}
